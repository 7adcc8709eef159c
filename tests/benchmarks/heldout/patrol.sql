-- answer: How many active sites do we have?
select count(*) from sites where is_active

-- answer: Sites by risk level
select risk_level, count(*) from sites s where s.is_active group by 1
-- or
select risk_level, count(*) from sites s group by 1

-- answer: Incidents by type
select incident_type, count(*) from incidents group by 1

-- answer: incidents per month in 2024
select date_trunc('month', reported_at), count(*) from incidents where year(reported_at) = 2024 group by 1

-- then: only thefts
select date_trunc('month', reported_at), count(*) from incidents where year(reported_at) = 2024 and incident_type = 'Theft' group by 1

-- answer: How many times were the police called this year?
select count(*) from incidents where police_called and year(reported_at) = 2025

-- answer: Top 5 sites by number of incidents
select s.name, count(*) from incidents i join sites s on s.id = i.site_id group by 1 order by 2 desc limit 5

-- answer: Hours worked per guard in May 2025
select g.first_name, g.last_name, sum(s.hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all
-- or
select g.first_name, g.last_name, sum(s.hours + s.overtime_hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all
-- or
select g.first_name || ' ' || g.last_name, sum(s.hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all
-- or
select g.first_name || ' ' || g.last_name, sum(s.hours + s.overtime_hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all
-- or
select g.badge_number, sum(s.hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all
-- or
select g.badge_number, sum(s.hours + s.overtime_hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all
-- or
select g.id, sum(s.hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all
-- or
select g.id, sum(s.hours + s.overtime_hours) from shifts s join guards g on g.id = s.guard_id where s.starts_at >= '2025-05-01' and s.starts_at < '2025-06-01' and s.status = 'worked' group by all

-- answer: Overtime hours by month this year
select date_trunc('month', starts_at), sum(overtime_hours) from shifts where year(starts_at) = 2025 and status = 'worked' group by 1

-- answer: How many no shows did we have last year?
select count(*) from shifts where status = 'no_show' and year(starts_at) = 2024

-- answer: Number of guards by rank
select rank, count(*) from guards where left_on is null group by 1
-- or
select rank, count(*) from guards group by 1

-- answer: average hourly wage by rank
select rank, avg(hourly_wage) from guards where left_on is null group by 1
-- or
select rank, avg(hourly_wage) from guards group by 1

-- answer: How many guards left in 2024?
select count(*) from guards where year(left_on) = 2024

-- answer: Which guards' licenses expire this year?
select g.first_name, g.last_name from guards g where year(g.license_expires_on) = 2025 and g.left_on is null
-- or
select g.first_name, g.last_name from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18'
-- or
select g.first_name, g.last_name from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18' and g.left_on is null
-- or
select g.first_name, g.last_name from guards g where year(g.license_expires_on) = 2025
-- or
select g.first_name || ' ' || g.last_name from guards g where year(g.license_expires_on) = 2025 and g.left_on is null
-- or
select g.first_name || ' ' || g.last_name from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18'
-- or
select g.first_name || ' ' || g.last_name from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18' and g.left_on is null
-- or
select g.first_name || ' ' || g.last_name from guards g where year(g.license_expires_on) = 2025
-- or
select g.badge_number from guards g where year(g.license_expires_on) = 2025 and g.left_on is null
-- or
select g.badge_number from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18'
-- or
select g.badge_number from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18' and g.left_on is null
-- or
select g.badge_number from guards g where year(g.license_expires_on) = 2025
-- or
select g.id from guards g where year(g.license_expires_on) = 2025 and g.left_on is null
-- or
select g.id from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18'
-- or
select g.id from guards g where year(g.license_expires_on) = 2025 and g.license_expires_on >= '2025-06-18' and g.left_on is null
-- or
select g.id from guards g where year(g.license_expires_on) = 2025

-- answer: Monthly fees of active contracts by service type
select service_type, sum(monthly_fee) from contracts where status = 'active' group by 1

-- answer: Contracts ending in 2025
select c.id from contracts c where year(c.ends_on) = 2025 and c.status <> 'terminated'
-- or
select c.id from contracts c where year(c.ends_on) = 2025
-- or
select count(*) from contracts c where year(c.ends_on) = 2025 and c.status <> 'terminated'
-- or
select count(*) from contracts c where year(c.ends_on) = 2025
-- or
select cl.name, c.service_type from contracts c join clients cl on cl.id = c.client_id where year(c.ends_on) = 2025 and c.status <> 'terminated'
-- or
select cl.name, c.service_type from contracts c join clients cl on cl.id = c.client_id where year(c.ends_on) = 2025
-- or
select cl.name from contracts c join clients cl on cl.id = c.client_id where year(c.ends_on) = 2025 and c.status <> 'terminated'
-- or
select cl.name from contracts c join clients cl on cl.id = c.client_id where year(c.ends_on) = 2025

-- answer: Alarm callouts by cause
select cause, count(*) from alarm_callouts group by 1

-- answer: What percentage of callouts were false alarms?
select avg(case when is_false_alarm then 1.0 else 0 end) from alarm_callouts
-- or
select 100 * avg(case when is_false_alarm then 1.0 else 0 end) from alarm_callouts

-- answer: Average response time to alarms in minutes
select avg(date_diff('minute', alarm_at, arrived_at)) from alarm_callouts

-- then: by city
select s.city, avg(date_diff('minute', c.alarm_at, c.arrived_at)) from alarm_callouts c join sites s on s.id = c.site_id group by 1
-- or
select l.city, avg(date_diff('minute', c.alarm_at, c.arrived_at)) from alarm_callouts c join sites s on s.id = c.site_id join clients l on l.id = s.client_id group by 1

-- answer: Total invoiced in 2024
select sum(i.amount) from invoices i where year(i.issued_on) = 2024 and i.status <> 'void'
-- or
select sum(i.amount) from invoices i where year(i.issued_on) = 2024

-- answer: Overdue amount by client
select c.name, sum(i.amount) from invoices i join clients c on c.id = i.client_id where i.status = 'overdue' group by 1

-- answer: Largest unpaid invoice
select invoice_number, amount from invoices where status in ('sent', 'overdue') order by amount desc limit 1
-- or
select id, amount from invoices where status in ('sent', 'overdue') order by amount desc limit 1

-- answer: Which clients have we lost?
select name from clients where left_on is not null
-- or
select id from clients where left_on is not null

-- answer: How many upcoming shifts have no guard yet?
select count(*) from shifts where guard_id is null and status = 'scheduled'

-- answer: Night shifts worked at hospitals in 2025
select count(*) from shifts h join sites s on s.id = h.site_id where h.shift_type = 'night' and s.site_type = 'Hospital' and year(h.starts_at) = 2025 and h.status = 'worked'

-- answer: Sites with more than 20 incidents
select s.name from incidents i join sites s on s.id = i.site_id group by s.id, s.name having count(*) > 20
-- or
select s.id from incidents i join sites s on s.id = i.site_id group by s.id, s.name having count(*) > 20

-- answer: Total loss from theft by sector
select c.sector, sum(i.loss_amount) from incidents i join sites s on s.id = i.site_id join clients c on c.id = s.client_id where i.incident_type = 'Theft' group by 1

-- answer: How many incidents are still unresolved?
select count(*) from incidents where resolved_at is null

-- answer: Number of major incidents by city
select s.city, count(*) from incidents i join sites s on s.id = i.site_id where i.severity = 'major' group by 1
-- or
select c.city, count(*) from incidents i join sites s on s.id = i.site_id join clients c on c.id = s.client_id where i.severity = 'major' group by 1

-- answer: Sites per account manager
select c.account_manager, count(*) from sites s join clients c on c.id = s.client_id where s.is_active group by 1
-- or
select c.account_manager, count(*) from sites s join clients c on c.id = s.client_id group by 1

-- answer: Revenue by sector this year
select c.sector, sum(i.amount) from invoices i join clients c on c.id = i.client_id where year(i.issued_on) = 2025 and i.status <> 'void' group by 1
-- or
select c.sector, sum(i.amount) from invoices i join clients c on c.id = i.client_id where year(i.issued_on) = 2025 group by 1
-- or
select c.sector, sum(i.amount) from invoices i join clients c on c.id = i.client_id where year(i.paid_on) = 2025 and i.status = 'paid' group by 1

-- refuse: How many complaints did we get from clients in May?

-- refuse: Fuel cost per patrol car

-- refuse: Which guards have a valid first aid certificate?

-- refuse: client satisfaction score by account manager
