"""The words that the sample shop is made of: places, names, goods, campaigns. Written for Lunara; no real company or person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """`share` is its part of new customers at the first and the last day, `names` the pool its people are named from."""

    name: str
    region: str
    share: tuple[float, float]
    names: str
    postal: str
    cities: tuple[str, ...]
    centre: int


COUNTRIES: tuple[Country, ...] = (
    Country(
        "United States",
        "North America",
        (0.36, 0.28),
        "english",
        "#####",
        ("New York", "Chicago", "Austin", "Seattle", "Denver", "Atlanta", "Boston", "Portland", "Phoenix"),
        1,
    ),
    Country(
        "United Kingdom",
        "Europe",
        (0.17, 0.14),
        "english",
        "@@# #@@",
        ("London", "Manchester", "Bristol", "Leeds", "Glasgow", "Cardiff"),
        2,
    ),
    Country(
        "Germany",
        "Europe",
        (0.13, 0.18),
        "german",
        "#####",
        ("Berlin", "Hamburg", "Munich", "Cologne", "Leipzig", "Stuttgart"),
        2,
    ),
    Country("France", "Europe", (0.10, 0.11), "french", "#####", ("Paris", "Lyon", "Nantes", "Lille", "Toulouse"), 2),
    Country(
        "Canada",
        "North America",
        (0.08, 0.08),
        "english",
        "@#@ #@#",
        ("Toronto", "Vancouver", "Montreal", "Calgary", "Halifax"),
        1,
    ),
    Country(
        "Netherlands", "Europe", (0.05, 0.06), "dutch", "#### @@", ("Amsterdam", "Utrecht", "Rotterdam", "Eindhoven"), 2
    ),
    Country(
        "Spain", "Europe", (0.04, 0.06), "spanish", "#####", ("Madrid", "Barcelona", "Valencia", "Seville", "Bilbao"), 2
    ),
    Country("Sweden", "Europe", (0.03, 0.04), "nordic", "### ##", ("Stockholm", "Gothenburg", "Malmö", "Uppsala"), 2),
    Country("Australia", "Oceania", (0.04, 0.05), "english", "####", ("Sydney", "Melbourne", "Brisbane", "Perth"), 1),
)

FIRST_NAMES: dict[str, tuple[str, ...]] = {
    "english": (
        "Olivia", "Amelia", "Grace", "Nora", "Ruby", "Hazel", "Claire", "Maya", "Jack", "Henry", "Theo", "Owen",
        "Samuel", "Caleb", "Miles", "Ethan", "Priya", "Aisha", "Wei", "Jamal", "Rosa", "Dylan",
    ),
    "german": (
        "Hannah", "Lena", "Mia", "Johanna", "Greta", "Katrin", "Jonas", "Felix", "Lukas", "Moritz", "Stefan", "Emre",
    ),
    "french": (
        "Camille", "Léa", "Manon", "Élise", "Inès", "Hugo", "Louis", "Mathis", "Gabriel", "Antoine", "Yasmine", "Karim",
    ),
    "dutch": ("Sanne", "Fleur", "Lotte", "Anouk", "Daan", "Bram", "Sem", "Thijs", "Joost", "Noor"),
    "spanish": ("Lucía", "Carmen", "Marta", "Alba", "Hugo", "Pablo", "Álvaro", "Diego", "Nuria", "Javier"),
    "nordic": ("Astrid", "Elsa", "Freja", "Ingrid", "Maja", "Axel", "Nils", "Oskar", "Erik", "Björn"),
}  # fmt: skip

LAST_NAMES: dict[str, tuple[str, ...]] = {
    "english": (
        "Walker", "Bennett", "Foster", "Hughes", "Price", "Marsh", "Ellis", "Brooks", "Hayes", "Palmer", "Reid",
        "Shaw", "Turner", "Wells", "Carter", "Patel", "Khan", "Chen", "Okafor", "Nguyen", "Rivera", "O'Connor",
    ),
    "german": (
        "Schneider", "Weber", "Fischer", "Krüger", "Vogel", "Brandt", "Keller", "Hoffmann", "Lorenz", "Yılmaz",
    ),
    "french": ("Moreau", "Lefèvre", "Girard", "Rousseau", "Mercier", "Fontaine", "Chevalier", "Blanchet", "Benali", "Faure"),
    "dutch": ("de Vries", "Jansen", "Bakker", "Visser", "van Dijk", "Mulder", "Smit", "Hendriks"),
    "spanish": ("García", "Torres", "Navarro", "Romero", "Molina", "Ortega", "Delgado", "Castro", "Serrano"),
    "nordic": ("Lindqvist", "Berg", "Nyström", "Holm", "Sandberg", "Åkesson", "Ström", "Dahl"),
}  # fmt: skip

STREETS = (
    "Mill Lane", "Harbour Street", "Orchard Road", "Station Road", "Elm Avenue", "Church Street", "Garden Walk",
    "Market Square", "River View", "Park Terrace", "Hillside", "King Street", "Linden Row", "Canal Street",
)  # fmt: skip

# Demand by calendar month, January first, per department.
SEASONS: dict[str, tuple[float, ...]] = {
    "Home & Kitchen": (1.05, 1.0, 0.98, 0.96, 0.95, 0.92, 0.9, 0.94, 1.0, 1.04, 1.1, 1.15),
    "Outdoor": (0.55, 0.62, 0.9, 1.2, 1.45, 1.55, 1.5, 1.3, 1.0, 0.75, 0.6, 0.6),
    "Apparel": (0.9, 0.88, 1.02, 1.05, 1.0, 0.96, 0.9, 1.0, 1.12, 1.1, 1.05, 1.02),
    "Electronics": (0.9, 0.86, 0.9, 0.9, 0.92, 0.94, 0.95, 1.0, 1.02, 1.02, 1.35, 1.4),
    "Beauty": (0.95, 1.08, 1.0, 1.0, 1.08, 1.0, 0.96, 0.95, 0.98, 1.0, 1.05, 1.15),
    "Toys & Games": (0.7, 0.7, 0.78, 0.82, 0.82, 0.85, 0.9, 0.85, 0.88, 1.05, 1.6, 2.1),
}


@dataclass(frozen=True)
class Kind:
    """A leaf category: price range in dollars, cost as a part of the price, how often its goods come back, goods."""

    department: str
    name: str
    price: tuple[float, float]
    cost: float
    returned: float
    goods: tuple[str, ...]


KINDS_OF_GOODS: tuple[Kind, ...] = (
    Kind("Home & Kitchen", "Cookware", (18, 160), 0.55, 0.03, ("Saucepan", "Skillet", "Casserole", "Kettle", "Wok")),
    Kind("Home & Kitchen", "Bedding", (25, 140), 0.5, 0.06, ("Duvet", "Pillow", "Sheet Set", "Throw", "Quilt")),
    Kind("Home & Kitchen", "Lighting", (20, 180), 0.52, 0.05, ("Desk Lamp", "Floor Lamp", "Pendant", "String Lights")),
    Kind("Home & Kitchen", "Storage", (10, 70), 0.48, 0.03, ("Basket", "Shelf", "Jar Set", "Drawer Box", "Hook Rail")),
    Kind("Outdoor", "Camping", (15, 320), 0.58, 0.06, ("Tent", "Sleeping Bag", "Camp Stove", "Lantern", "Cooler")),
    Kind("Outdoor", "Hiking", (12, 190), 0.55, 0.07, ("Backpack", "Trekking Poles", "Water Flask", "Rain Cover")),
    Kind("Outdoor", "Cycling", (9, 240), 0.57, 0.05, ("Helmet", "Pannier", "Bike Light", "Track Pump", "Saddle")),
    Kind("Outdoor", "Garden", (8, 150), 0.54, 0.03, ("Planter", "Pruner", "Hose Reel", "Trowel Set", "Bird Feeder")),
    Kind("Apparel", "Shirts", (18, 75), 0.42, 0.12, ("Linen Shirt", "Oxford Shirt", "Tee", "Polo", "Flannel Shirt")),
    Kind("Apparel", "Jackets", (55, 240), 0.46, 0.14, ("Rain Jacket", "Parka", "Fleece", "Gilet", "Denim Jacket")),
    Kind("Apparel", "Shoes", (40, 180), 0.45, 0.17, ("Running Shoe", "Hiking Boot", "Sneaker", "Loafer", "Sandal")),
    Kind("Apparel", "Accessories", (8, 60), 0.38, 0.06, ("Scarf", "Beanie", "Belt", "Socks", "Tote Bag")),
    Kind("Electronics", "Audio", (25, 320), 0.66, 0.08, ("Headphones", "Earbuds", "Speaker", "Soundbar", "Turntable")),
    Kind("Electronics", "Wearables", (45, 290), 0.68, 0.09, ("Fitness Band", "Smart Watch", "Sleep Tracker")),
    Kind("Electronics", "Smart Home", (18, 210), 0.64, 0.08, ("Thermostat", "Door Sensor", "Smart Plug", "Camera")),
    Kind("Electronics", "Chargers & Cables", (8, 60), 0.5, 0.04, ("USB-C Cable", "Wall Charger", "Power Bank", "Hub")),
    Kind("Beauty", "Skincare", (9, 70), 0.35, 0.03, ("Face Cream", "Serum", "Cleanser", "Sun Lotion", "Clay Mask")),
    Kind("Beauty", "Haircare", (7, 45), 0.37, 0.02, ("Shampoo Bar", "Conditioner", "Hair Oil", "Styling Balm")),
    Kind("Beauty", "Fragrance", (25, 120), 0.4, 0.04, ("Eau de Toilette", "Candle", "Room Mist", "Bath Oil")),
    Kind("Toys & Games", "Board Games", (15, 65), 0.5, 0.02, ("Strategy Game", "Party Game", "Card Game", "Quiz Game")),
    Kind("Toys & Games", "Puzzles", (9, 40), 0.46, 0.02, ("1000-Piece Puzzle", "3D Puzzle", "Wooden Puzzle")),
    Kind("Toys & Games", "Building Sets", (14, 130), 0.55, 0.03, ("Brick Set", "Marble Run", "Robot Kit", "Train Set")),
)

SERIES = (
    "Alder", "Birch", "Cove", "Dune", "Ember", "Fjord", "Grove", "Heath", "Isle", "Juniper", "Kestrel", "Lark",
    "Meadow", "North", "Opal", "Pine", "Quarry", "Ridge", "Sable", "Tarn", "Umber", "Vale", "Willow", "Yarrow",
)  # fmt: skip
BRANDS = (
    "Harrowmere", "Tideline", "Bluefinch", "Oak & Ore", "Lumenry", "Verdano", "Kitefield", "Stonewell", "Maren",
    "Pocketpine", "Northbeam", "Solvei",
)  # fmt: skip
SUPPLIER_SUFFIXES = ("Goods", "Trading", "Works", "Supply", "Mills", "Partners")

SALES_CHANNELS = (
    ("Web shop", "online"),
    ("Mobile app", "online"),
    ("Retail store", "offline"),
    ("Marketplace", "partner"),
)
MARKETING_CHANNELS = (
    ("Direct", False, 0.27),
    ("Organic search", False, 0.25),
    ("Paid search", True, 0.19),
    ("Social ads", True, 0.13),
    ("Email", True, 0.11),
    ("Affiliates", True, 0.05),
)
DEVICES = (("Mobile", 0.58), ("Desktop", 0.35), ("Tablet", 0.07))
PAYMENT_METHODS = (
    ("Card", 0.55),
    ("PayPal", 0.22),
    ("Bank transfer", 0.08),
    ("Gift card", 0.05),
    ("Buy now, pay later", 0.1),
)
RETURN_REASONS = (
    ("Changed my mind", 0.3),
    ("Wrong size", 0.25),
    ("Damaged", 0.15),
    ("Not as described", 0.14),
    ("Arrived late", 0.08),
    (None, 0.08),
)
SEGMENTS = (("Consumer", 0.8), ("Small business", 0.15), ("Corporate", 0.05))
CENTRES = (("Columbus", "United States"), ("Rotterdam", "Netherlands"))

# Name, code stem, month, first day, days, discount, uplift of demand.
CAMPAIGNS = (
    ("New Year Clearance", "NEWYEAR", 1, 2, 12, 0.20, 1.25),
    ("Spring Refresh", "SPRING", 4, 8, 10, 0.10, 1.18),
    ("Summer Sale", "SUMMER", 7, 5, 14, 0.15, 1.28),
    ("Back to School", "SCHOOL", 9, 1, 9, 0.10, 1.15),
    ("Black Friday", "BLACKFRIDAY", 11, 22, 8, 0.25, 1.75),
    ("Holiday Gifts", "GIFTS", 12, 8, 10, 0.10, 1.2),
)
