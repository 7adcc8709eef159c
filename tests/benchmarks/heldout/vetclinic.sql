-- answer: How many owners are registered with us?
select count(*) from "Owner"

-- answer: animals per species
select s."Name", count(*) from "Animal" a join "Species" s on s."Id" = a."SpeciesId" group by 1
-- or
select s."Name", count(a."Id") from "Species" s left join "Animal" a on s."Id" = a."SpeciesId" group by 1

-- answer: Number of appointments in 2024
select count(*) from "Appointment" where year("ScheduledAt") = 2024 and true
-- or
select count(*) from "Appointment" where year("ScheduledAt") = 2024 and "Status" <> 'cancelled'

-- answer: appointments by status
select "Status", count(*) from "Appointment" group by 1

-- answer: What is the total amount invoiced this year?
select sum("Amount") from "Invoice" where year("IssuedOn") = 2025 and true
-- or
select sum("Amount") from "Invoice" where year("IssuedOn") = 2025 and "Status" <> 'void'

-- answer: Average invoice amount per payment method
select "PaymentMethod", avg("Amount") from "Invoice" group by 1
-- or
select "PaymentMethod", avg("Amount") from "Invoice" where "PaymentMethod" is not null group by 1

-- answer: Invoiced amount per month in 2024
select date_trunc('month', "IssuedOn")::date m, sum("Amount") from "Invoice" where year("IssuedOn") = 2024 and true group by 1
-- or
select date_trunc('month', "IssuedOn")::date m, sum("Amount") from "Invoice" where year("IssuedOn") = 2024 and "Status" <> 'void' group by 1

-- answer: How many invoices are still open?
select count(*) from "Invoice" where "Status" = 'open'

-- answer: which vets are partners
select "FullName" from "Vet" where "IsPartner"

-- answer: Completed appointments per vet
select v."FullName", count(*) from "Appointment" a join "Vet" v on v."Id" = a."VetId" where a."Status" = 'completed' group by 1
-- or
select v."FullName", count(a."Id") from "Vet" v left join "Appointment" a on v."Id" = a."VetId" and a."Status" = 'completed' group by 1

-- answer: average weight of dogs
select avg(a."WeightKg") from "Animal" a join "Species" s on s."Id" = a."SpeciesId" where s."Name" = 'Dog' and true
-- or
select avg(a."WeightKg") from "Animal" a join "Species" s on s."Id" = a."SpeciesId" where s."Name" = 'Dog' and a."DeceasedOn" is null

-- answer: heaviest animal
select "Name", "WeightKg" from "Animal" order by "WeightKg" desc limit 1
-- or
select max("WeightKg") from "Animal"

-- answer: How many cats are neutered?
select count(*) from "Animal" a join "Species" s on s."Id" = a."SpeciesId" where s."Name" = 'Cat' and a."Neutered" and true
-- or
select count(*) from "Animal" a join "Species" s on s."Id" = a."SpeciesId" where s."Name" = 'Cat' and a."Neutered" and a."DeceasedOn" is null

-- answer: Top 3 treatments by total price
select "TreatmentName", sum("Price") from "Treatment" group by 1 order by 2 desc limit 3

-- ordered: number of treatments by category, most common first
select "Category", count(*) from "Treatment" group by 1 order by 2 desc

-- answer: How many emergency treatments did we do?
select count(*) from "Treatment" where "IsEmergency"

-- answer: cheapest and most expensive treatment price
select min("Price"), max("Price") from "Treatment"

-- answer: rabies vaccinations given last year
select count(*) from "Vaccination" where "VaccineName" = 'Rabies' and year("GivenOn") = 2024

-- answer: Vaccinations per quarter
select date_trunc('quarter', "GivenOn")::date d, count(*) from "Vaccination" group by 1

-- answer: How many distinct animals got a vaccination in 2025?
select count(distinct "AnimalId") from "Vaccination" where year("GivenOn") = 2025

-- answer: Owners by city
select "City", count(*) from "Owner" group by 1

-- answer: How many owners without an email address?
select count(*) from "Owner" where "Email" is null

-- answer: what share of owners opted in to the newsletter?
select 100.0 * count(*) filter (where "NewsletterOptIn" = 'Y') / count(*) from "Owner"
-- or
select 1.0 * count(*) filter (where "NewsletterOptIn" = 'Y') / count(*) from "Owner"

-- answer: How many appointments are booked for July 2025?
select count(*) from "Appointment" where "ScheduledAt" >= '2025-07-01' and "ScheduledAt" < '2025-08-01' and "Status" = 'booked'
-- or
select count(*) from "Appointment" where "ScheduledAt" >= '2025-07-01' and "ScheduledAt" < '2025-08-01' and "Status" <> 'cancelled'

-- answer: average appointment duration by reason
select "Reason", avg("DurationMinutes") from "Appointment" group by 1
-- or
select "Reason", avg("DurationMinutes") from "Appointment" where "Status" = 'completed' group by 1
-- or
select "Reason", avg("DurationMinutes") from "Appointment" where "Status" <> 'cancelled' group by 1

-- answer: no-shows per year
select date_trunc('year', "ScheduledAt")::date y, count(*) from "Appointment" where "Status" = 'no-show' group by 1
-- or
select year("ScheduledAt") y, count(*) from "Appointment" where "Status" = 'no-show' group by 1

-- answer: Animals born after 2020
select count(*) from "Animal" where "BirthDate" >= '2021-01-01'
-- or
select "Id", "Name" from "Animal" where "BirthDate" >= '2021-01-01'

-- answer: Most common cat breed
select a."Breed", count(*) from "Animal" a join "Species" s on s."Id" = a."SpeciesId" where s."Name" = 'Cat' and a."Breed" is not null group by 1 order by 2 desc limit 1

-- answer: How many owners have no animal?
select count(*) from "Owner" o where not exists (select 1 from "Animal" a where a."OwnerId" = o."Id")

-- answer: On average, how many days does it take until an invoice is paid?
select avg(date_diff('day', "IssuedOn", "PaidOn")) from "Invoice" where "PaidOn" is not null

-- answer: Treatment revenue by species
select s."Name", sum(t."Price") from "Treatment" t join "Appointment" p on p."Id" = t."AppointmentId" join "Animal" a join "Species" s on s."Id" = a."SpeciesId" on a."Id" = p."AnimalId" group by 1
-- or
select s."Name", coalesce(sum(x."Price"), 0) from "Species" s left join (select a."SpeciesId", t."Price" from "Treatment" t join "Appointment" p on p."Id" = t."AppointmentId" join "Animal" a on a."Id" = p."AnimalId") x on x."SpeciesId" = s."Id" group by 1

-- refuse: How much did we pay our vets in salaries in 2024?

-- refuse: average waiting time in the reception

-- refuse: Stock level of each vaccine

-- ask: Top 3 vets
