-- answer: How many bookings did we get in 2024?
select count(*) from buchungen where year(buchungsdatum) = 2024
-- or
select count(*) from buchungen where year(buchungsdatum) = 2024 and status = 'bestätigt'
-- or
select count(*) from buchungen where year(buchungsdatum) = 2024 and status <> 'storniert'

-- answer: participants by country of origin
select herkunftsland, count(*) from teilnehmer group by 1

-- answer: Bookings per language this year
select bezeichnung, count(*) from buchungen join kurse using (kurs_id) join sprachen using (sprache_id) where year(buchungsdatum) = 2025 group by 1
-- or
select bezeichnung, count(*) from buchungen join kurse using (kurs_id) join sprachen using (sprache_id) where year(buchungsdatum) = 2025 and status = 'bestätigt' group by 1

-- then: and last year?
select bezeichnung, count(*) from buchungen join kurse using (kurs_id) join sprachen using (sprache_id) where year(buchungsdatum) = 2024 group by 1
-- or
select bezeichnung, count(*) from buchungen join kurse using (kurs_id) join sprachen using (sprache_id) where year(buchungsdatum) = 2024 and status = 'bestätigt' group by 1
-- or
select bezeichnung, count(*) from buchungen join kurse using (kurs_id) join sprachen using (sprache_id) where year(buchungsdatum) = 2024 and status <> 'storniert' group by 1

-- answer: gross amount invoiced by month in 2024
select date_trunc('month', rechnungsdatum)::date, sum(betrag_brutto) from rechnungen where year(rechnungsdatum) = 2024 group by 1

-- answer: How many invoices have not been paid yet?
select count(*) from rechnungen where bezahlt_am is null

-- then: and what is their total?
select sum(betrag_brutto) from rechnungen where bezahlt_am is null
-- or
select sum(betrag_netto) from rechnungen where bezahlt_am is null

-- ordered: Top 5 teachers by number of courses
select vorname, nachname, count(*) from kurse join lehrkraefte using (lehrkraft_id) group by lehrkraft_id, 1, 2 order by 3 desc limit 5
-- or
select vorname || ' ' || nachname, count(*) from kurse join lehrkraefte using (lehrkraft_id) group by lehrkraft_id, 1 order by 2 desc limit 5

-- answer: Average course price by course type
select kursart, avg(preis) from kurse group by 1

-- then: and by level?
select niveau, avg(preis) from kurse group by 1
-- or
select kursart, niveau, avg(preis) from kurse group by 1, 2

-- answer: cancelled bookings per quarter last year
select date_trunc('quarter', buchungsdatum)::date, count(*) from buchungen where status = 'storniert' and year(buchungsdatum) = 2024 group by 1

-- answer: What is the pass rate per exam?
select bezeichnung, avg(bestanden::int) from pruefungsergebnisse join pruefungen using (pruefung_id) group by 1
-- or
select bezeichnung, 100.0 * avg(bestanden::int) from pruefungsergebnisse join pruefungen using (pruefung_id) group by 1

-- answer: How many participants come from Ukraine?
select count(*) from teilnehmer where herkunftsland = 'Ukraine'

-- answer: Which courses start in July 2025?
select titel from kurse where beginn between '2025-07-01' and '2025-07-31'
-- or
select kurs_nr from kurse where beginn between '2025-07-01' and '2025-07-31'

-- answer: participants per company
select name, count(*) from teilnehmer join firmen using (firma_id) group by 1
-- or
select name, count(teilnehmer_id) from firmen left join teilnehmer using (firma_id) group by 1

-- answer: Which companies have not sent us anyone?
select name from firmen f where not exists (from teilnehmer t where t.firma_id = f.firma_id)

-- answer: Net invoice amount by site in 2024
select s.name, sum(betrag_netto) from rechnungen join buchungen using (buchung_id) join kurse using (kurs_id) join standorte s using (standort_id) where year(rechnungsdatum) = 2024 group by 1
-- or
select s.ort, sum(betrag_netto) from rechnungen join buchungen using (buchung_id) join kurse using (kurs_id) join standorte s using (standort_id) where year(rechnungsdatum) = 2024 group by 1

-- answer: how many permanently employed teachers do we have
select count(*) from lehrkraefte where ist_festangestellt

-- answer: Average exam points by level
select niveau, avg(punkte) from pruefungsergebnisse join pruefungen using (pruefung_id) group by 1

-- answer: Bookings in the first quarter of 2025 versus first quarter of 2024
select count(*) from buchungen where quarter(buchungsdatum) = 1 and year(buchungsdatum) in (2024, 2025) group by year(buchungsdatum)
-- or
select count(*) from buchungen where quarter(buchungsdatum) = 1 and year(buchungsdatum) in (2024, 2025) and status = 'bestätigt' group by year(buchungsdatum)
-- or
select count(*) from buchungen where quarter(buchungsdatum) = 1 and year(buchungsdatum) in (2024, 2025) and status <> 'storniert' group by year(buchungsdatum)
-- or
select count(*) filter (year(buchungsdatum) = 2025), count(*) filter (year(buchungsdatum) = 2024) from buchungen where quarter(buchungsdatum) = 1
-- or
select count(*) filter (year(buchungsdatum) = 2025), count(*) filter (year(buchungsdatum) = 2024) from buchungen where quarter(buchungsdatum) = 1 and status = 'bestätigt'
-- or
select count(*) filter (year(buchungsdatum) = 2025), count(*) filter (year(buchungsdatum) = 2024) from buchungen where quarter(buchungsdatum) = 1 and status <> 'storniert'

-- answer: Share of bookings by course type
select kursart, count(*) / sum(count(*)) over () from buchungen join kurse using (kurs_id) group by 1
-- or
select kursart, count(*) / sum(count(*)) over () from buchungen join kurse using (kurs_id) where status = 'bestätigt' group by 1
-- or
select kursart, count(*) / sum(count(*)) over () from buchungen join kurse using (kurs_id) where status <> 'storniert' group by 1
-- or
select kursart, 100.0 * count(*) / sum(count(*)) over () from buchungen join kurse using (kurs_id) group by 1
-- or
select kursart, 100.0 * count(*) / sum(count(*)) over () from buchungen join kurse using (kurs_id) where status = 'bestätigt' group by 1
-- or
select kursart, 100.0 * count(*) / sum(count(*)) over () from buchungen join kurse using (kurs_id) where status <> 'storniert' group by 1

-- ask: Which course is our most successful one?

-- refuse: What is the attendance rate per course?

-- refuse: Textbook sales by language

-- refuse: How many particpants would recommend us to a friend?

-- refuse: rent per site last year
