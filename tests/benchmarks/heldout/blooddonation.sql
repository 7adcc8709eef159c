-- answer: How many donations did we have in 2024?
select count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024
-- or
select count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful'

-- answer: Successful donations by month in 2024
select date_trunc('month', d.full_date), count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1
-- or
select d.month_name, count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1
-- or
select d.month_number, count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1

-- answer: Donations by site type
select s.site_type, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key group by 1
-- or
select s.site_type, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key where f.outcome = 'Successful' group by 1

-- answer: Top 3 sites by number of donations in 2024
select s.site_name, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 group by 1 order by 2 desc limit 3
-- or
select s.site_name, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1 order by 2 desc limit 3

-- then: and in 2025?
select s.site_name, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2025 group by 1 order by 2 desc limit 3
-- or
select s.site_name, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2025 and f.outcome = 'Successful' group by 1 order by 2 desc limit 3

-- answer: How many active donors do we have?
select count(*) from dim_donor where donor_status = 'Active'

-- answer: active donors by blood group
select blood_group, count(*) from dim_donor where donor_status = 'Active' group by 1

-- answer: How many O- donors live in Calverton?
select count(*) from dim_donor where blood_group = 'O-' and town = 'Calverton'
-- or
select count(*) from dim_donor where blood_group = 'O-' and town = 'Calverton' and donor_status = 'Active'

-- answer: What share of donations ended in a deferral?
select avg(case when outcome = 'Deferred' then 1.0 else 0 end) from fact_donation
-- or
select 100 * avg(case when outcome = 'Deferred' then 1.0 else 0 end) from fact_donation

-- ordered: Deferrals by reason, most common first
select deferral_reason, count(*) from fact_donation where outcome = 'Deferred' group by 1 order by 2 desc

-- answer: Average haemoglobin by gender
select n.gender, avg(f.haemoglobin_g_dl) from fact_donation f join dim_donor n on n.donor_key = f.donor_key group by 1
-- or
select n.gender, avg(f.haemoglobin_g_dl) from fact_donation f join dim_donor n on n.donor_key = f.donor_key where f.outcome = 'Successful' group by 1

-- answer: Volume collected by region in 2024
select s.region, sum(f.volume_ml) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 group by 1
-- or
select s.region, sum(f.volume_ml) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1
-- or
select s.region, sum(f.volume_ml) / 1000 from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 group by 1
-- or
select s.region, sum(f.volume_ml) / 1000 from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1

-- answer: Units issued by hospital in 2024
select h.hospital_name, sum(i.units_issued) from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key join dim_date d on d.date_key = i.date_key where d.calendar_year = 2024 group by 1
-- or
select h.hospital_name, sum(i.units_issued - i.units_returned) from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key join dim_date d on d.date_key = i.date_key where d.calendar_year = 2024 group by 1

-- then: emergencies only
select h.hospital_name, sum(i.units_issued) from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key join dim_date d on d.date_key = i.date_key where d.calendar_year = 2024 and i.urgency = 'Emergency' group by 1
-- or
select h.hospital_name, sum(i.units_issued - i.units_returned) from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key join dim_date d on d.date_key = i.date_key where d.calendar_year = 2024 and i.urgency = 'Emergency' group by 1

-- answer: Total billed to hospitals by component
select c.component_name, sum(i.amount) from fact_issue i join dim_component c on c.component_key = i.component_key group by 1

-- answer: Which hospital received the most platelets in 2024?
select h.hospital_name from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key join dim_component c on c.component_key = i.component_key join dim_date d on d.date_key = i.date_key where d.calendar_year = 2024 and c.component_name = 'Platelets' group by h.hospital_name order by sum(i.units_issued) desc limit 1

-- answer: How many units did we issue last month?
select sum(i.units_issued) from fact_issue i join dim_date d on d.date_key = i.date_key where d.full_date >= '2025-05-01' and d.full_date < '2025-06-01'
-- or
select sum(i.units_issued - i.units_returned) from fact_issue i join dim_date d on d.date_key = i.date_key where d.full_date >= '2025-05-01' and d.full_date < '2025-06-01'

-- answer: Units issued by blood group
select blood_group, sum(units_issued) from fact_issue group by 1
-- or
select blood_group, sum(units_issued - units_returned) from fact_issue group by 1

-- answer: Units returned by hospital type
select h.hospital_type, sum(i.units_returned) from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key group by 1

-- answer: Amount invoiced to private hospitals in 2024
select sum(i.amount) from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key join dim_date d on d.date_key = i.date_key where d.calendar_year = 2024 and h.hospital_type = 'Private'
-- or
select h.hospital_name, sum(i.amount) from fact_issue i join dim_hospital h on h.hospital_key = i.hospital_key join dim_date d on d.date_key = i.date_key where d.calendar_year = 2024 and h.hospital_type = 'Private' group by 1

-- answer: Units discarded by reason
select discard_reason, sum(units_discarded) from fact_discard group by 1

-- answer: How many units of red cells expired in 2024?
select sum(f.units_discarded) from fact_discard f join dim_component c on c.component_key = f.component_key join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and c.component_name = 'Red cells' and f.discard_reason = 'Expired'

-- answer: discarded units per quarter in 2024
select date_trunc('quarter', d.full_date), sum(f.units_discarded) from fact_discard f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 group by 1
-- or
select d.calendar_quarter, sum(f.units_discarded) from fact_discard f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 group by 1

-- answer: Number of donors by town
select town, count(*) from dim_donor group by 1
-- or
select town, count(*) from dim_donor where donor_status = 'Active' group by 1

-- answer: New donors per year since 2020
select year(registered_date), count(*) from dim_donor where registered_date >= '2020-01-01' group by 1
-- or
select date_trunc('year', registered_date), count(*) from dim_donor where registered_date >= '2020-01-01' group by 1

-- answer: Where do our donors come to us from? Count them by recruitment source.
select recruitment_source, count(*) from dim_donor group by 1
-- or
select recruitment_source, count(*) from dim_donor where donor_status = 'Active' group by 1

-- answer: How many lapsed donors have agreed to receive emails?
select count(*) from dim_donor where donor_status = 'Lapsed' and email_consent

-- answer: Average donation time by donation type
select donation_type, avg(duration_min) from fact_donation group by 1
-- or
select donation_type, avg(duration_min) from fact_donation where outcome = 'Successful' group by 1

-- answer: How many donors had an adverse reaction in 2024?
select count(distinct f.donor_key) from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.adverse_reaction
-- or
select count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.adverse_reaction

-- answer: Plasma donations at Southmere Donor Centre by year
select d.calendar_year, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where f.donation_type = 'Plasma' and s.site_name = 'Southmere Donor Centre' group by 1
-- or
select d.calendar_year, count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where f.donation_type = 'Plasma' and s.site_name = 'Southmere Donor Centre' and f.outcome = 'Successful' group by 1
-- or
select date_trunc('year', d.full_date), count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where f.donation_type = 'Plasma' and s.site_name = 'Southmere Donor Centre' group by 1
-- or
select date_trunc('year', d.full_date), count(*) from fact_donation f join dim_site s on s.site_key = f.site_key join dim_date d on d.date_key = f.date_key where f.donation_type = 'Plasma' and s.site_name = 'Southmere Donor Centre' and f.outcome = 'Successful' group by 1

-- answer: How many donations were taken on weekends?
select count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.is_weekend
-- or
select count(*) from fact_donation f join dim_date d on d.date_key = f.date_key where d.is_weekend and f.outcome = 'Successful'

-- answer: How many donors gave more than 3 times in 2024?
select count(*) from (select f.donor_key from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 group by 1 having count(*) > 3)
-- or
select count(*) from (select f.donor_key from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1 having count(*) > 3)
-- or
select f.donor_key from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 group by 1 having count(*) > 3
-- or
select f.donor_key from fact_donation f join dim_date d on d.date_key = f.date_key where d.calendar_year = 2024 and f.outcome = 'Successful' group by 1 having count(*) > 3

-- answer: Sites with more than 10 beds
select site_name from dim_site where beds > 10

-- answer: Shelf life of each component
select component_name, shelf_life_days from dim_component

-- refuse: How many units of O negative are in the fridge right now?

-- refuse: Average waiting time at the donor centres

-- refuse: How many nurses work on each mobile unit?

-- refuse: no-show rate for appointments in 2024

-- ask: How many donations came from Calverton in 2024?
