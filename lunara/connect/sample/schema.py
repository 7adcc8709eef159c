"""The sample shop's tables as DDL with comments. Keys are declared where the rows keep them (some columns hold orphans)."""

from __future__ import annotations

# Column comments stand after "--" and become COMMENT ON COLUMN; the line after the table name is the table's comment.
SCHEMA = """
channels: Ways in which an order reaches the shop.
  channel_id INTEGER PRIMARY KEY -- Sales channel key
  name VARCHAR NOT NULL UNIQUE -- Web shop, Mobile app, Retail store, Marketplace
  kind VARCHAR NOT NULL -- online, offline or partner
marketing_channels: Where visitors come from and what marketing money is spent on.
  marketing_channel_id INTEGER PRIMARY KEY -- Marketing channel key
  name VARCHAR NOT NULL UNIQUE -- Name of the marketing channel
  is_paid BOOLEAN NOT NULL -- Whether money is spent on it
categories: Two levels: departments (no parent) and their categories.
  category_id INTEGER PRIMARY KEY -- Category key
  name VARCHAR NOT NULL UNIQUE -- Category name
  department VARCHAR NOT NULL -- Name of the department (the top level) it belongs to
  parent_category_id INTEGER REFERENCES categories (category_id) -- The department; null for a department itself
suppliers: Companies that make the goods.
  supplier_id INTEGER PRIMARY KEY -- Supplier key
  name VARCHAR NOT NULL -- Company name
  country VARCHAR NOT NULL -- Country of the supplier
  city VARCHAR NOT NULL -- City of the supplier
  lead_time_days INTEGER NOT NULL -- Days from purchase order to delivery
  rating DECIMAL(3,1) -- Internal rating from 1 to 5; null when not rated yet
warehouses: Fulfilment centres that hold stock.
  warehouse_id INTEGER PRIMARY KEY -- Fulfilment centre key
  name VARCHAR NOT NULL UNIQUE -- Name of the centre
  country VARCHAR NOT NULL -- Country of the centre
products: Everything the shop has listed, including goods that never sold.
  product_id INTEGER PRIMARY KEY -- Product key
  sku VARCHAR NOT NULL UNIQUE -- Stock keeping unit
  name VARCHAR NOT NULL -- Product name
  brand VARCHAR NOT NULL -- Brand
  category_id INTEGER NOT NULL REFERENCES categories (category_id) -- Leaf category
  supplier_id INTEGER REFERENCES suppliers (supplier_id) -- Main supplier; null while a new one is sought
  list_price DECIMAL(10,2) NOT NULL -- Current list price in USD
  unit_cost DECIMAL(10,2) NOT NULL -- Current purchase cost of one unit in USD
  weight_kg DECIMAL(6,2) -- Shipping weight in kilograms
  launched_on DATE NOT NULL -- First day on sale
  discontinued_on DATE -- Last day on sale; null while it is sold
product_prices: Price history: one row per product and period of validity.
  product_id INTEGER NOT NULL REFERENCES products (product_id) -- Product
  valid_from DATE NOT NULL -- First day of this price
  valid_to DATE -- Day on which the next price begins; null for the current price
  price DECIMAL(10,2) NOT NULL -- List price in USD during the period
  PRIMARY KEY (product_id, valid_from)
promotions: Campaigns with a discount code.
  promotion_id INTEGER PRIMARY KEY -- Promotion key
  code VARCHAR NOT NULL UNIQUE -- Discount code
  name VARCHAR NOT NULL -- Campaign name
  starts_on DATE NOT NULL -- First day
  ends_on DATE NOT NULL -- Last day
  discount_rate DECIMAL(4,2) NOT NULL -- Discount as a fraction, 0.25 is 25 percent
stores: Retail stores.
  store_id INTEGER PRIMARY KEY -- Store key
  name VARCHAR NOT NULL UNIQUE -- Store name
  country VARCHAR NOT NULL -- Country of the store
  city VARCHAR NOT NULL -- City of the store
  opened_on DATE NOT NULL -- Opening day
  floor_area_sqm INTEGER NOT NULL -- Sales floor in square metres
staff: Employees; manager_id leads up to the director.
  staff_id INTEGER PRIMARY KEY -- Employee key
  full_name VARCHAR NOT NULL -- Name
  job_title VARCHAR NOT NULL -- Job title
  store_id INTEGER REFERENCES stores (store_id) -- Store; null at head office
  manager_id INTEGER REFERENCES staff (staff_id) -- The person reported to; null for the director
  hired_on DATE NOT NULL -- First day of work
  annual_salary DECIMAL(10,2) NOT NULL -- Yearly salary in USD
customers: People and companies with an account; many never ordered.
  customer_id INTEGER PRIMARY KEY -- Customer key
  full_name VARCHAR NOT NULL -- Name
  email VARCHAR NOT NULL UNIQUE -- E-mail address (example.com, never real)
  segment VARCHAR NOT NULL -- Consumer, Small business or Corporate
  country VARCHAR NOT NULL -- Home country
  region VARCHAR NOT NULL -- Region of the home country
  city VARCHAR -- Home city; null when not given
  birth_year INTEGER -- Year of birth; null when not given
  signed_up_at TIMESTAMP NOT NULL -- When the account was opened
  newsletter BOOLEAN NOT NULL -- Whether the newsletter is subscribed
addresses: Address book of customers, used for billing and for shipping.
  address_id INTEGER PRIMARY KEY -- Address key
  customer_id INTEGER NOT NULL REFERENCES customers (customer_id) -- Owner of the address
  street VARCHAR NOT NULL -- Street and number
  postal_code VARCHAR NOT NULL -- Postal code
  city VARCHAR NOT NULL -- City
  country VARCHAR NOT NULL -- Country
orders: One row per order. Amounts here are of the whole order; its goods are in order_items.
  order_id INTEGER PRIMARY KEY -- Order key
  order_no VARCHAR NOT NULL UNIQUE -- Number that the customer sees
  customer_id INTEGER NOT NULL -- Customer; some accounts were deleted since, so not every key is found
  channel_id INTEGER NOT NULL REFERENCES channels (channel_id) -- Sales channel
  marketing_channel_id INTEGER REFERENCES marketing_channels (marketing_channel_id) -- Last click; null offline
  store_id INTEGER REFERENCES stores (store_id) -- Store; null for orders that were not placed in one
  staff_id INTEGER REFERENCES staff (staff_id) -- Who served; null outside stores
  promotion_id INTEGER REFERENCES promotions (promotion_id) -- Code that was used, if any
  billing_address_id INTEGER REFERENCES addresses (address_id) -- Address on the invoice
  shipping_address_id INTEGER REFERENCES addresses (address_id) -- Address of delivery; null in stores
  status VARCHAR NOT NULL -- processing, shipped, completed or cancelled
  ordered_at TIMESTAMP NOT NULL -- When the order was placed
  shipped_at TIMESTAMP -- When it left; null when it has not or never will
  delivered_at TIMESTAMP -- When it arrived; null when it has not
  shipping_fee DECIMAL(10,2) NOT NULL -- Charged for delivery in USD
  order_total DECIMAL(12,2) NOT NULL -- Goods after discount plus shipping fee in USD
order_items: One row per product in an order.
  order_item_id INTEGER PRIMARY KEY -- Line key
  order_id INTEGER NOT NULL REFERENCES orders (order_id) -- Order
  line_no INTEGER NOT NULL -- Position in the order, from 1
  product_id INTEGER NOT NULL -- Product; a few were removed from the list, so not every key is found
  line_status VARCHAR NOT NULL -- fulfilled or cancelled
  quantity INTEGER NOT NULL -- Units
  unit_price DECIMAL(10,2) NOT NULL -- List price of one unit at the time in USD
  unit_cost DECIMAL(10,2) NOT NULL -- Cost of one unit at the time in USD
  discount_amount DECIMAL(10,2) NOT NULL -- Discount on the line in USD
  line_total DECIMAL(12,2) NOT NULL -- quantity x unit_price - discount_amount in USD
payments: Attempts to pay; an order may have none, one or several.
  payment_id INTEGER PRIMARY KEY -- Payment key
  order_id INTEGER NOT NULL REFERENCES orders (order_id) -- Order
  method VARCHAR NOT NULL -- Payment method
  status VARCHAR NOT NULL -- captured, failed or refunded
  paid_at TIMESTAMP NOT NULL -- When it was attempted
  amount DECIMAL(12,2) NOT NULL -- Amount in USD
returns: Goods that came back.
  return_id INTEGER PRIMARY KEY -- Return key
  order_item_id INTEGER NOT NULL REFERENCES order_items (order_item_id) -- The order line
  returned_at TIMESTAMP NOT NULL -- When the goods arrived back
  reason VARCHAR -- Reason given; null when none
  quantity INTEGER NOT NULL -- Units that came back
  refund_amount DECIMAL(12,2) NOT NULL -- Refunded in USD
web_visits: Visits to the web shop and the app by day, marketing channel, country and device.
  visit_date DATE NOT NULL -- Day
  marketing_channel_id INTEGER NOT NULL REFERENCES marketing_channels (marketing_channel_id) -- Where visitors came from
  country VARCHAR NOT NULL -- Visitor country
  device VARCHAR NOT NULL -- Mobile, Desktop or Tablet
  visits INTEGER NOT NULL -- Visits
  bounces INTEGER NOT NULL -- Visits of one page only
  page_views INTEGER NOT NULL -- Pages seen
  carts INTEGER NOT NULL -- Visits that put something into the cart
  PRIMARY KEY (visit_date, marketing_channel_id, country, device)
marketing_spend: Money spent on marketing by day, channel and country.
  spend_date DATE NOT NULL -- Day
  marketing_channel_id INTEGER NOT NULL REFERENCES marketing_channels (marketing_channel_id) -- Marketing channel
  country VARCHAR NOT NULL -- Country it was spent in
  amount DECIMAL(10,2) NOT NULL -- Spent in USD
  impressions INTEGER NOT NULL -- Times shown
  clicks INTEGER NOT NULL -- Clicks
  PRIMARY KEY (spend_date, marketing_channel_id, country)
inventory: Stock at the end of each day. A balance: never add it up over days.
  snapshot_date DATE NOT NULL -- Day
  warehouse_id INTEGER NOT NULL REFERENCES warehouses (warehouse_id) -- Fulfilment centre
  product_id INTEGER NOT NULL REFERENCES products (product_id) -- Product
  units_on_hand INTEGER NOT NULL -- Units in stock at the end of the day
  units_received INTEGER NOT NULL -- Units delivered by suppliers on the day
  PRIMARY KEY (snapshot_date, warehouse_id, product_id)
"""


def statements() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """For each table in load order: its name, its CREATE TABLE, and its comments as statements."""
    tables: list[tuple[str, list[str], list[str]]] = []
    for line in SCHEMA.strip().splitlines():
        if not line.startswith(" "):
            name, _, comment = line.partition(": ")
            tables.append((name, [], [f"COMMENT ON TABLE {name} IS {_quoted(comment)}"]))
            continue
        definition, _, comment = line.strip().partition(" -- ")
        name, columns, comments = tables[-1]
        columns.append(definition)
        if comment:
            comments.append(f"COMMENT ON COLUMN {name}.{definition.split()[0]} IS {_quoted(comment)}")
    return tuple((name, f"CREATE TABLE {name} ({', '.join(columns)})", tuple(c)) for name, columns, c in tables)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
