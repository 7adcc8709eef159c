-- answer: how many inactive customers do we have
select count(*) from sbcustomer where sbcuststatus = 'inactive'
-- answer: customers per state
select sbcuststate, count(*) from sbcustomer group by 1
-- answer: traded amount by ticker type
select sbtickertype, sum(sbtxamount) from sbtransaction join sbticker on sbtxtickerid = sbtickerid group by 1
-- answer: number of buys vs sells
select sbtxtype, count(*) from sbtransaction group by 1
-- ordered: top 3 customers by total commission paid
select sbcustname, sum(sbtxcommission) c from sbtransaction join sbcustomer on sbtxcustid = sbcustid group by sbcustid, sbcustname order by c desc limit 3
-- answer: average tax on failed transactions
select avg(sbtxtax) from sbtransaction where sbtxstatus = 'fail'
-- answer: customers who never made a transaction
select sbcustname from sbcustomer where not exists (select 1 from sbtransaction where sbtxcustid = sbcustid)
-- answer: which tickers have no daily price?
select sbtickersymbol from sbticker where not exists (select 1 from sbdailyprice where sbdptickerid = sbtickerid)
-- or
select sbtickername from sbticker where not exists (select 1 from sbdailyprice where sbdptickerid = sbtickerid)
-- answer: highest close of AAPL in April 2023
select max(sbdpclose) from sbdailyprice join sbticker on sbdptickerid = sbtickerid where sbtickersymbol = 'AAPL' and sbdpdate >= '2023-04-01' and sbdpdate < '2023-05-01'
-- answer: total volume by exchange
select sbtickerexchange, sum(sbdpvolume) from sbdailyprice join sbticker on sbdptickerid = sbtickerid group by 1
-- answer: How many customers joined between 2019 and 2021?
select count(*) from sbcustomer where sbcustjoindate >= '2019-01-01' and sbcustjoindate < '2022-01-01'
-- answer: commission by month in 2023
select date_trunc('month', sbtxdatetime)::date, sum(sbtxcommission) from sbtransaction where year(sbtxdatetime) = 2023 group by 1
-- answer: how many Tesla shares were sold
select sum(sbtxshares) from sbtransaction join sbticker on sbtxtickerid = sbtickerid where sbtickersymbol = 'TSLA' and sbtxtype = 'sell'
-- answer: percentage of transactions that failed
select count(*) filter (where sbtxstatus = 'fail') * 1.0 / count(*) from sbtransaction
-- or
select count(*) filter (where sbtxstatus = 'fail') * 100.0 / count(*) from sbtransaction
-- answer: transactions over 100,000
select count(*) from sbtransaction where sbtxamount > 100000
-- or
select sbtxid from sbtransaction where sbtxamount > 100000
-- answer: biggest buy ever, by amount
select max(sbtxamount) from sbtransaction where sbtxtype = 'buy'
-- answer: list all ETFs
select sbtickersymbol from sbticker where sbtickertype = 'etf'
-- or
select sbtickername from sbticker where sbtickertype = 'etf'
-- answer: successful transactions per exchange in april 2023
select sbtickerexchange, count(*) from sbtransaction join sbticker on sbtxtickerid = sbtickerid where sbtxstatus = 'success' and sbtxdatetime >= '2023-04-01' and sbtxdatetime < '2023-05-01' group by 1
-- answer: avg commision for NASDAQ stocks
select avg(sbtxcommission) from sbtransaction join sbticker on sbtxtickerid = sbtickerid where sbtickerexchange = 'NASDAQ' and sbtickertype = 'stock'
-- answer: how many customers have both bought and sold something
select count(*) from sbcustomer where exists (select 1 from sbtransaction where sbtxcustid = sbcustid and sbtxtype = 'buy') and exists (select 1 from sbtransaction where sbtxcustid = sbcustid and sbtxtype = 'sell')
-- answer: transactions that are not successful, by status
select sbtxstatus, count(*) from sbtransaction where sbtxstatus <> 'success' group by 1
-- answer: which customers in California bought Amazon
select sbcustname from sbcustomer where sbcuststate = 'CA' and exists (select 1 from sbtransaction join sbticker on sbtxtickerid = sbtickerid where sbtxcustid = sbcustid and sbtxtype = 'buy' and sbtickersymbol = 'AMZN')
-- answer: commission as a share of amount, per ticker type
select sbtickertype, sum(sbtxcommission) * 1.0 / sum(sbtxamount) from sbtransaction join sbticker on sbtxtickerid = sbtickerid group by 1
-- ask: what was the price of Tesla on 1 April 2023?
-- ask: best customers
-- ask: total price by ticker
-- refuse: dividends paid by Microsoft
-- refuse: average age of our customers
-- refuse: what is the profit of each customer's portfolio after inflation
-- refuse: which broker handled the most transactions?
