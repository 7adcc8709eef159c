-- answer: How many events did we hold in 2024?
select count(*) from "Events" where EventStatus = 'held' and year(StartDate) = 2024

-- then: And how many were cancelled?
select count(*) from "Events" where EventStatus = 'cancelled' and year(StartDate) = 2024

-- answer: number of events by type
select EventType, count(*) from "Events" group by 1
-- or
select EventType, count(*) from "Events" where EventStatus <> 'cancelled' group by 1

-- answer: Confirmed registrations per event in 2024
select Title, count(*) from registrations join "Events" on EventID = event_id where reg_status = 'CONF' and year(StartDate) = 2024 group by 1
-- or
select Title, count(*) from registrations join "Events" on EventID = event_id where reg_status = 'CONF' and year(reg_date) = 2024 group by 1

-- answer: Ticket revenue by ticket type
select TypeName, sum(amount_paid) from registrations join "TicketType" on TicketTypeID = ticket_type_id group by 1

-- then: Just the conferences
select TypeName, sum(amount_paid) from registrations join "Events" on EventID = event_id join "TicketType" on TicketTypeID = ticket_type_id where EventType = 'Conference' group by 1

-- answer: Amount paid for registrations per month in 2024
select date_trunc('month', reg_date)::date, sum(amount_paid) from registrations where year(reg_date) = 2024 group by 1
-- or
select date_trunc('month', StartDate)::date, sum(amount_paid) from registrations join "Events" on EventID = event_id where year(StartDate) = 2024 group by 1

-- ordered: Top 5 events by amount paid
select Title, sum(amount_paid) from registrations join "Events" on EventID = event_id group by 1 order by 2 desc limit 5

-- answer: How many attendees are from Germany?
select count(*) from attendees where country = 'Germany'
-- or
select count(distinct attendee_id) from registrations join attendees using (attendee_id) where country = 'Germany'

-- ordered: Sponsorship amount by sponsor, largest first
select SponsorName, sum(deal_amount) from sponsor_deals join "Sponsors" on SponsorID = sponsor_id group by 1 order by 2 desc

-- answer: Which sponsors have never signed a deal?
select SponsorName from "Sponsors" s where not exists (from sponsor_deals d where d.sponsor_id = s.SponsorID)

-- answer: How many sponsor deals have not been paid yet?
select count(*) from sponsor_deals where is_paid = 'N'

-- then: total amount of these
select sum(deal_amount) from sponsor_deals where is_paid = 'N'

-- answer: Average rating by event
select Title, avg(Rating) from "Feedback" join registrations on reg_id = RegID join "Events" on EventID = event_id group by 1

-- answer: Costs by category in 2024
select CostCategory, sum(Amount) from "tblEventCost" where year(CostDate) = 2024 group by 1
-- or
select CostCategory, sum(Amount) from "tblEventCost" join "Events" using (EventID) where year(StartDate) = 2024 group by 1

-- answer: What did Data Days Spring 2024 cost us in total?
select sum(Amount) from "tblEventCost" join "Events" using (EventID) where Title = 'Data Days Spring 2024'

-- answer: venues in Switzerland
select VenueName from "Venue" where Country = 'Switzerland'
-- or
select count(*) from "Venue" where Country = 'Switzerland'

-- answer: Which venue has the largest capacity?
select VenueName from "Venue" order by Capacity desc limit 1

-- answer: Events per city
select City, count(*) from "Events" join "Venue" using (VenueID) group by 1
-- or
select City, count(*) from "Events" join "Venue" using (VenueID) where EventStatus <> 'cancelled' group by 1
-- or
select City, count(EventID) from "Venue" left join "Events" using (VenueID) group by 1

-- answer: Average speaker fee by country
select Country, avg(Fee) from "tblSpeaker" group by 1

-- answer: How many sessions were there of each format?
select format, count(*) from event_sessions group by 1
-- or
select format, count(*) from event_sessions where starts_at < '2025-06-18' group by 1

-- answer: Speakers without a session
select FullName from "tblSpeaker" s where not exists (from "SessionSpeaker" x where x.SpeakerID = s.SpeakerID)
-- or
select count(*) from "tblSpeaker" s where not exists (from "SessionSpeaker" x where x.SpeakerID = s.SpeakerID)

-- answer: registrations with promo code PARTNER10
select count(*) from registrations where promo_code = 'PARTNER10'
-- or
select reg_id from registrations where promo_code = 'PARTNER10'
-- or
select count(*) from registrations where promo_code = 'PARTNER10' and reg_status <> 'CANC'

-- answer: Share of registrations by ticket type
select TypeName, 100.0 * count(*) / sum(count(*)) over () from registrations join "TicketType" on TicketTypeID = ticket_type_id group by 1
-- or
select TypeName, count(*) / sum(count(*)) over () from registrations join "TicketType" on TicketTypeID = ticket_type_id group by 1
-- or
select TypeName, 100.0 * count(*) / sum(count(*)) over () from registrations join "TicketType" on TicketTypeID = ticket_type_id where reg_status <> 'CANC' group by 1
-- or
select TypeName, count(*) / sum(count(*)) over () from registrations join "TicketType" on TicketTypeID = ticket_type_id where reg_status <> 'CANC' group by 1
-- or
select TypeName, 100.0 * count(*) / sum(count(*)) over () from registrations join "TicketType" on TicketTypeID = ticket_type_id where reg_status = 'CONF' group by 1
-- or
select TypeName, count(*) / sum(count(*)) over () from registrations join "TicketType" on TicketTypeID = ticket_type_id where reg_status = 'CONF' group by 1

-- answer: How many confirmed registrations never checked in?
select count(*) from registrations where reg_status = 'CONF' and checked_in_at is null
-- or
select count(*) from registrations join "Events" on EventID = event_id where reg_status = 'CONF' and checked_in_at is null and EventStatus = 'held'

-- answer: Compare registrations in the first quarter of 2025 with the first quarter of 2024
select count(*) from registrations where quarter(reg_date) = 1 and year(reg_date) in (2024, 2025) group by year(reg_date)
-- or
select count(*) filter (year(reg_date) = 2025), count(*) filter (year(reg_date) = 2024) from registrations where quarter(reg_date) = 1
-- or
select count(*) from registrations where quarter(reg_date) = 1 and year(reg_date) in (2024, 2025) and reg_status <> 'CANC' group by year(reg_date)
-- or
select count(*) filter (year(reg_date) = 2025), count(*) filter (year(reg_date) = 2024) from registrations where quarter(reg_date) = 1 and reg_status <> 'CANC'
-- or
select count(*) from registrations where quarter(reg_date) = 1 and year(reg_date) in (2024, 2025) and reg_status = 'CONF' group by year(reg_date)
-- or
select count(*) filter (year(reg_date) = 2025), count(*) filter (year(reg_date) = 2024) from registrations where quarter(reg_date) = 1 and reg_status = 'CONF'

-- answer: Which events are still to come this year?
select Title from "Events" where StartDate > '2025-06-18' and StartDate < '2026-01-01'

-- answer: Companies with more than 20 attendees
select company from attendees where company is not null group by 1 having count(*) > 20
-- or
select count(*) from (select company from attendees where company is not null group by 1 having count(*) > 20)

-- answer: average amount paid per registration by event type
select EventType, avg(amount_paid) from registrations join "Events" on EventID = event_id group by 1
-- or
select EventType, avg(amount_paid) from registrations join "Events" on EventID = event_id where reg_status = 'CONF' group by 1
-- or
select EventType, avg(amount_paid) from registrations join "Events" on EventID = event_id where reg_status <> 'CANC' group by 1

-- answer: How many attendees get the newsletter?
select count(*) from attendees where newsletter

-- answer: Number of cancelled registrations per quarter
select date_trunc('quarter', reg_date)::date, count(*) from registrations where reg_status = 'CANC' group by 1
-- or
select date_trunc('quarter', StartDate)::date, count(*) from registrations join "Events" on EventID = event_id where reg_status = 'CANC' group by 1

-- answer: Total budget by topic
select Topic, sum(Budget) from "Events" group by 1
-- or
select Topic, sum(Budget) from "Events" where EventStatus <> 'cancelled' group by 1

-- refuse: How many hotel nights did we book for attendees?

-- refuse: Website visits before each event

-- refuse: What salary do our event managers get?

-- refuse: how many exhibition stands were sold at the Retail Expo?

-- refuse: Which attendees have a food allergy?

-- refuse: How many people clicked on our last newsletter?
