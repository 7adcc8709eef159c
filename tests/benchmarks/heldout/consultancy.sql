-- answer: total hours in fiscal year 2025
select sum("Hours") from "TimeEntry" where "WorkDate" >= '2024-04-01' and "WorkDate" < '2025-04-01'

-- then: and the fiscal year before?
select sum("Hours") from "TimeEntry" where "WorkDate" >= '2023-04-01' and "WorkDate" < '2024-04-01'

-- answer: invoiced amount in FY2024 by industry
select "Industry", sum("Amount") from "Invoice" i join "Project" p on p."Id" = i."ProjectId" join "Client" c on c."Id" = p."ClientId" where "SentOn" >= '2023-04-01' and "SentOn" < '2024-04-01' group by 1

-- answer: invoice amount per fiscal quarter in fiscal year 2025
select date_trunc('quarter', "SentOn")::date q, sum("Amount") from "Invoice" where "SentOn" >= '2024-04-01' and "SentOn" < '2025-04-01' group by 1

-- answer: hours this fiscal year
select sum("Hours") from "TimeEntry" where "WorkDate" >= '2025-04-01' and "WorkDate" < '2026-04-01'

-- answer: hours last fiscal year by practice
select "Practice", sum("Hours") from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" where "WorkDate" >= '2024-04-01' and "WorkDate" < '2025-04-01' group by 1

-- answer: billable hours by employee
select "Name", sum("Hours") from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" where "Billable" group by e."Id", 1

-- then: top 5
select "Name", sum("Hours") from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" where "Billable" group by e."Id", 1 order by 2 desc limit 5

-- then: and the bottom 3?
select "Name", sum("Hours") from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" where "Billable" group by e."Id", 1 order by 2 limit 3
-- or
select "Name", coalesce(sum("Hours"), 0) from "Employee" e left join "TimeEntry" t on e."Id" = t."EmployeeId" and "Billable" group by e."Id", 1 order by 2 limit 3

-- answer: share of billable hours by practice
select "Practice", sum("Hours") filter ("Billable") / sum("Hours") from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" group by 1
-- or
select "Practice", sum("Hours") / sum(sum("Hours")) over () from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" where "Billable" group by 1

-- answer: what percentage of hours is billable?
select sum("Hours") filter ("Billable") / sum("Hours") from "TimeEntry"

-- answer: clients without projects
select "ClientName" from "Client" where "Id" not in (select "ClientId" from "Project")

-- answer: how many clients have at least 4 projects?
select count(*) from (select "ClientId" from "Project" group by 1 having count(*) >= 4)

-- answer: clients with exactly 3 projects
select "ClientName" from "Client" c join "Project" p on p."ClientId" = c."Id" group by c."Id", 1 having count(*) = 3

-- answer: which clients have no active project?
select "ClientName" from "Client" where "Id" not in (select "ClientId" from "Project" where "Status" = 'active')

-- answer: employees who booked no time in 2025
select "Name" from "Employee" where "Id" not in (select "EmployeeId" from "TimeEntry" where year("WorkDate") = 2025)

-- answer: projects with more than 420 hours
select "ProjectName" from "Project" p join "TimeEntry" t on t."ProjectId" = p."Id" group by p."Id", 1 having sum("Hours") > 420

-- answer: number of projects with more than 90 hours in 2024
select count(*) from (select "ProjectId" from "TimeEntry" where year("WorkDate") = 2024 group by 1 having sum("Hours") > 90)

-- answer: average number of projects per client
select count(*)::double / count(distinct "ClientId") from "Project"
-- or
select (select count(*) from "Project")::double / (select count(*) from "Client")

-- answer: average invoice amount per client
select "ClientName", avg("Amount") from "Invoice" i join "Project" p on p."Id" = i."ProjectId" join "Client" c on c."Id" = p."ClientId" group by c."Id", 1
-- or
select avg(a) from (select sum("Amount") a from "Invoice" i join "Project" p on p."Id" = i."ProjectId" group by "ClientId")

-- answer: average invoiced amount per month in 2024
select sum("Amount") / 12 from "Invoice" where year("SentOn") = 2024
-- or
select date_trunc('month', "SentOn")::date m, avg("Amount") from "Invoice" where year("SentOn") = 2024 group by 1

-- answer: average hours per employee per month in 2024
select sum("Hours") / 12 / count(distinct "EmployeeId") from "TimeEntry" where year("WorkDate") = 2024
-- or
select date_trunc('month', "WorkDate")::date m, sum("Hours") / count(distinct "EmployeeId") from "TimeEntry" where year("WorkDate") = 2024 group by 1
-- or
select avg(h) from (select "EmployeeId", date_trunc('month', "WorkDate"), sum("Hours") h from "TimeEntry" where year("WorkDate") = 2024 group by 1, 2)
-- or
select "Name", date_trunc('month', "WorkDate")::date m, avg("Hours") from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" where year("WorkDate") = 2024 group by e."Id", 1, 2

-- answer: invoiced amount per hour by project
select "ProjectName", a / h from "Project" p left join (select "ProjectId", sum("Amount") a from "Invoice" group by 1) i on i."ProjectId" = p."Id" left join (select "ProjectId", sum("Hours") h from "TimeEntry" group by 1) t on t."ProjectId" = p."Id"
-- or
select "ProjectName", a / h from "Project" p left join (select "ProjectId", sum("Amount") a from "Invoice" group by 1) i on i."ProjectId" = p."Id" join (select "ProjectId", sum("Hours") h from "TimeEntry" group by 1) t on t."ProjectId" = p."Id"
-- or
select "ProjectName", a / h from "Project" p join (select "ProjectId", sum("Amount") a from "Invoice" group by 1) i on i."ProjectId" = p."Id" join (select "ProjectId", sum("Hours") h from "TimeEntry" group by 1) t on t."ProjectId" = p."Id"

-- answer: ratio of invoiced amount to budget per client
select "ClientName", a / b from "Client" c join (select "ClientId", sum("Budget") b from "Project" group by 1) p on p."ClientId" = c."Id" left join (select "ClientId", sum("Amount") a from "Invoice" i join "Project" p on p."Id" = i."ProjectId" group by 1) i on i."ClientId" = c."Id"
-- or
select "ClientName", a / b from "Client" c left join (select "ClientId", sum("Budget") b from "Project" group by 1) p on p."ClientId" = c."Id" left join (select "ClientId", sum("Amount") a from "Invoice" i join "Project" p on p."Id" = i."ProjectId" group by 1) i on i."ClientId" = c."Id"

-- answer: unpaid invoices
select "InvoiceNumber" from "Invoice" where "PaidOn" is null
-- or
select count(*) from "Invoice" where "PaidOn" is null

-- answer: total of unpaid invoices by client
select "ClientName", sum("Amount") from "Invoice" i join "Project" p on p."Id" = i."ProjectId" join "Client" c on c."Id" = p."ClientId" where "PaidOn" is null group by c."Id", 1

-- answer: how many invoices were paid late?
select count(*) from "Invoice" where "PaidOn" > "DueOn"

-- answer: average days from sending to payment
select avg("PaidOn" - "SentOn") from "Invoice"

-- answer: hours in Q1 2025 compared with Q1 2024
select sum("Hours") filter ("WorkDate" >= '2025-01-01' and "WorkDate" < '2025-04-01'), sum("Hours") filter ("WorkDate" >= '2024-01-01' and "WorkDate" < '2024-04-01') from "TimeEntry"

-- answer: growth of invoiced amount by quarter in calendar 2024
select date_trunc('quarter', "SentOn")::date q, sum("Amount") / lag(sum("Amount")) over (order by date_trunc('quarter', "SentOn")) - 1 from "Invoice" where year("SentOn") = 2024 group by date_trunc('quarter', "SentOn")
-- or
select q, g from (select date_trunc('quarter', "SentOn")::date q, sum("Amount") / lag(sum("Amount")) over (order by date_trunc('quarter', "SentOn")) - 1 g from "Invoice" group by date_trunc('quarter', "SentOn")) where year(q) = 2024

-- answer: by how much did hours change between May 2025 and April 2025?
select sum("Hours") filter (date_trunc('month', "WorkDate") = '2025-05-01') - sum("Hours") filter (date_trunc('month', "WorkDate") = '2025-04-01') from "TimeEntry"

-- answer: best employee of each practice by billable hours
select "Practice", "Name" from (select "Practice", "Name", rank() over (partition by "Practice" order by sum("Hours") desc) r from "TimeEntry" t join "Employee" e on e."Id" = t."EmployeeId" where "Billable" group by e."Id", 1, 2) where r = 1

-- answer: three largest projects by budget per status
select "Status", "ProjectName" from (select "Status", "ProjectName", rank() over (partition by "Status" order by "Budget" desc) r from "Project") where r <= 3

-- answer: highest paid employee in each practice
select "Practice", "Name" from (select "Practice", "Name", rank() over (partition by "Practice" order by "Salary" desc) r from "Employee") where r = 1

-- answer: which employees earn more than 100000?
select "Name" from "Employee" where "Salary" > 100000

-- answer: employees hired after 2020 who are not juniors
select "Name" from "Employee" where "HiredOn" >= '2021-01-01' and "Level" <> 'junior'

-- answer: clients in Germany, Austria or Switzerland
select "ClientName" from "Client" where "Country" in ('Germany', 'Austria', 'Switzerland')
-- or
select count(*) from "Client" where "Country" in ('Germany', 'Austria', 'Switzerland')

-- answer: how many clients are outside Germany?
select count(*) from "Client" where "Country" <> 'Germany'

-- answer: total budget of fixed price projects
select sum("Budget") from "Project" where "FixedPrice"

-- answer: projects on hold
select "ProjectName" from "Project" where "Status" = 'on hold'
-- or
select count(*) from "Project" where "Status" = 'on hold'

-- answer: Hours for Kestral Insurance
select sum("Hours") from "TimeEntry" t join "Project" p on p."Id" = t."ProjectId" join "Client" c on c."Id" = p."ClientId" where "ClientName" = 'Kestrel Insurance'

-- answer: hours without an activity
select sum("Hours") from "TimeEntry" where "Activity" is null

-- answer: travel hours as a share of total hours
select sum("Hours") filter ("Activity" = 'travel') / sum("Hours") from "TimeEntry"

-- answer: how many employees worked on more than 20 projects?
select count(*) from (select "EmployeeId" from "TimeEntry" group by 1 having count(distinct "ProjectId") > 20)

-- answer: invoices by month for the last 6 months
select date_trunc('month', "SentOn")::date m, count(*) from "Invoice" where "SentOn" >= '2025-01-01' and "SentOn" < '2025-07-01' group by 1
-- or
select date_trunc('month', "SentOn")::date m, count(*) from "Invoice" where "SentOn" >= '2024-12-01' and "SentOn" < '2025-06-01' group by 1

-- answer: average salary of senior employees by practice
select "Practice", avg("Salary") from "Employee" where "Level" = 'senior' group by 1

-- answer: countries with more than one client
select "Country" from "Client" group by 1 having count(*) > 1

-- answer: which month of 2024 had the highest invoiced amount?
select date_trunc('month', "SentOn")::date from "Invoice" where year("SentOn") = 2024 group by 1 order by sum("Amount") desc limit 1

-- answer: clients and their number of projects, including those without
select "ClientName", count(p."Id") from "Client" c left join "Project" p on p."ClientId" = c."Id" group by c."Id", 1

-- answer: number of invoices over 10000 per industry
select "Industry", count(*) from "Invoice" i join "Project" p on p."Id" = i."ProjectId" join "Client" c on c."Id" = p."ClientId" where "Amount" > 10000 group by 1

-- refuse: profit margin by client
-- refuse: client satisfaction per project
-- refuse: how many employees are on parental leave?
-- refuse: travel expenses by employee
-- refuse: win rate of proposals
-- refuse: forecast hours for next quarter
-- refuse: clients in Japan
-- refuse: hourly rate by level
