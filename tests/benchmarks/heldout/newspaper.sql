-- answer: How many new subscriptions did we sell in 2024?
select count(*) from fct_subscriptions where year(started_date) = 2024

-- then: by plan
select plan_name, count(*) from fct_subscriptions join dim_plans using (plan_key) where year(started_date) = 2024 group by 1

-- then: only digital ones
select plan_name, count(*) from fct_subscriptions join dim_plans using (plan_key) where year(started_date) = 2024 and plan_type = 'Digital' group by 1

-- answer: How many subscriptions are active right now?
select count(*) from fct_subscriptions where ended_date is null

-- answer: active subscriptions by region
select region, count(*) from fct_subscriptions join dim_subscribers using (subscriber_key) where ended_date is null group by 1

-- answer: What were the most common cancel reasons in 2024?
select cancel_reason, count(*) from fct_subscriptions where year(ended_date) = 2024 group by 1
-- or
select cancel_reason, count(*) from fct_subscriptions where year(ended_date) = 2024 group by 1 order by 2 desc limit 1

-- answer: monthly revenue of active subscriptions by plan type
select plan_type, sum(monthly_revenue) from fct_subscriptions join dim_plans using (plan_key) where ended_date is null group by 1

-- answer: total successful payments in the first quarter of 2025
select sum(amount) from fct_payments where payment_status = 'Succeeded' and payment_date >= '2025-01-01' and payment_date < '2025-04-01'
-- or
select count(*) from fct_payments where payment_status = 'Succeeded' and payment_date >= '2025-01-01' and payment_date < '2025-04-01'

-- answer: failed payments by payment method
select payment_method, count(*) from fct_payments where payment_status = 'Failed' group by 1
-- or
select payment_method, sum(amount) from fct_payments where payment_status = 'Failed' group by 1

-- answer: What percentage of payments is made by credit card?
select count(*) filter (payment_method = 'Credit card') / count(*) from fct_payments
-- or
select 100 * count(*) filter (payment_method = 'Credit card') / count(*) from fct_payments
-- or
select sum(amount) filter (payment_method = 'Credit card') / sum(amount) from fct_payments

-- ordered: top 10 articles by page views
select headline, sum(page_views) from fct_article_views join dim_articles using (article_key) group by article_key, 1 order by 2 desc limit 10

-- answer: Page views per section last month
select section, sum(page_views) from fct_article_views join dim_articles using (article_key) where view_date >= '2025-05-01' and view_date < '2025-06-01' group by 1

-- answer: Which author has the most page views this year?
select author_name from fct_article_views join dim_articles using (article_key) join dim_authors using (author_key) where year(view_date) = 2025 group by author_key, 1 order by sum(page_views) desc limit 1

-- answer: How many articles did we publish each month in 2025?
select date_trunc('month', published_at)::date, count(*) from dim_articles where year(published_at) = 2025 group by 1

-- answer: premium vs free articles: total reading minutes
select is_premium, sum(reading_minutes) from fct_article_views join dim_articles using (article_key) group by 1

-- answer: Authors who have not written any article
select author_name from dim_authors a where not exists (from dim_articles x where x.author_key = a.author_key)

-- answer: Sports articles longer than 1500 words
select headline from dim_articles where section = 'Sports' and word_count > 1500
-- or
select count(*) from dim_articles where section = 'Sports' and word_count > 1500

-- answer: ad revenue by section in 2024
select section, sum(net_amount) from fct_ad_bookings where year(run_date) = 2024 group by 1
-- or
select section, sum(net_amount) from fct_ad_bookings where year(run_date) = 2024 and booking_status <> 'Cancelled' group by 1
-- or
select section, sum(net_amount) from fct_ad_bookings where year(run_date) = 2024 and booking_status = 'Run' group by 1

-- ordered: Our three biggest advertisers by net amount
select advertiser_name, sum(net_amount) from fct_ad_bookings group by 1 order by 2 desc limit 3
-- or
select advertiser_name, sum(net_amount) from fct_ad_bookings where booking_status <> 'Cancelled' group by 1 order by 2 desc limit 3
-- or
select advertiser_name, sum(net_amount) from fct_ad_bookings where booking_status = 'Run' group by 1 order by 2 desc limit 3

-- answer: How many full page ads did Baker Motors run in 2024?
select count(*) from fct_ad_bookings where advertiser_name = 'Baker Motors' and ad_format = 'Full page' and year(run_date) = 2024
-- or
select count(*) from fct_ad_bookings where advertiser_name = 'Baker Motors' and ad_format = 'Full page' and year(run_date) = 2024 and booking_status = 'Run'

-- answer: Compare ad revenue in May 2025 with May 2024
select sum(net_amount) filter (run_date >= '2025-05-01' and run_date < '2025-06-01'), sum(net_amount) filter (run_date >= '2024-05-01' and run_date < '2024-06-01') from fct_ad_bookings
-- or
select date_trunc('month', run_date)::date, sum(net_amount) from fct_ad_bookings where month(run_date) = 5 and year(run_date) in (2024, 2025) group by 1
-- or
select sum(net_amount) filter (run_date >= '2025-05-01' and run_date < '2025-06-01'), sum(net_amount) filter (run_date >= '2024-05-01' and run_date < '2024-06-01') from fct_ad_bookings where booking_status <> 'Cancelled'
-- or
select date_trunc('month', run_date)::date, sum(net_amount) from fct_ad_bookings where month(run_date) = 5 and year(run_date) in (2024, 2025) and booking_status <> 'Cancelled' group by 1

-- answer: delivery complaints by carrier
select carrier_name, count(complaint_key) from fct_delivery_complaints join dim_carriers using (carrier_key) group by carrier_key, 1
-- or
select carrier_name, count(complaint_key) from dim_carriers left join fct_delivery_complaints using (carrier_key) group by carrier_key, 1

-- answer: Which carriers never had a complaint?
select carrier_name from dim_carriers c where not exists (from fct_delivery_complaints f where f.carrier_key = c.carrier_key)

-- answer: Total credits given for papers not delivered
select sum(credit_amount) from fct_delivery_complaints where complaint_type = 'Not delivered'

-- answer: How many subcribers came through social media since January 2024?
select count(*) from dim_subscribers where acquisition_channel = 'Social media' and first_subscribed_date >= '2024-01-01'

-- answer: Subscribers in Ashby who opted in to the newsletter
select full_name from dim_subscribers where city = 'Ashby' and has_newsletter_opt_in
-- or
select count(*) from dim_subscribers where city = 'Ashby' and has_newsletter_opt_in

-- answer: subscribers born before 1960, by city
select city, count(*) from dim_subscribers where birth_year < 1960 group by 1

-- answer: Which plans has nobody ever subscribed to?
select plan_name from dim_plans p where not exists (from fct_subscriptions s where s.plan_key = p.plan_key)

-- answer: share of subscriptions with auto renew by plan
select plan_name, count(*) filter (is_auto_renew) / count(*) from fct_subscriptions join dim_plans using (plan_key) group by 1
-- or
select plan_name, 100 * count(*) filter (is_auto_renew) / count(*) from fct_subscriptions join dim_plans using (plan_key) group by 1
-- or
select plan_name, count(*) / (select count(*) from fct_subscriptions where is_auto_renew) from fct_subscriptions join dim_plans using (plan_key) where is_auto_renew group by 1

-- ask: Which article did best?

-- ask: Revenue per month in 2024

-- refuse: How many papers did we print yesterday?

-- refuse: average salary of our journalists

-- refuse: Comments per article

-- refuse: cost of delivery per carrier
