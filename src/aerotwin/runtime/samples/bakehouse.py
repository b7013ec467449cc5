"""`samples.bakehouse`: a franchise of bakeries, its suppliers, customers, sales and reviews."""

from __future__ import annotations

import numpy as np

from aerotwin.runtime.samples.people import CITIES, emails, names, phones, places
from aerotwin.runtime.samples.table import Columns, Sample, moments, numbers

CUSTOMERS, FRANCHISES, SUPPLIERS, TRANSACTIONS, REVIEWS = 300, 48, 27, 3_333, 204
FIRST_CUSTOMER, FIRST_FRANCHISE, FIRST_SUPPLIER = 2_000_000, 3_000_000, 4_000_000
FIRST_TRANSACTION = 1_000_001
SIZES = np.array(["S", "M", "L", "XL", "XXL"])
PRODUCTS = np.array([
    "Golden Gate Ginger", "Outback Oatmeal", "Austin Almond Biscotti", "Tokyo Tidbits", "Pearly Pies",
    "Orchard Oasis",
])  # fmt: skip
INGREDIENTS = np.array([
    "flour", "sugar", "butter", "eggs", "oats", "almonds", "ginger", "vanilla", "cocoa", "raisins", "honey",
])  # fmt: skip
METHODS = np.array(["amex", "mastercard", "visa"])
ADJECTIVES = np.array(["Golden", "Sunny", "Little", "Old Town", "Harbor", "Royal", "Corner", "Velvet"])
NOUNS = np.array(["Crumb", "Oven", "Biscuit", "Crust", "Kettle", "Whisk", "Cookie Jar", "Sugar Loaf"])
LIKED = np.array(["crisp and buttery", "far too sweet", "fresh from the oven", "a bit stale", "worth it"])
SERVED = np.array(["staff were kind", "the wait was long", "the shop was spotless", "seats were few"])
FIRST_DAY, LAST_DAY = "2024-05-01", "2024-05-18"


def _customers(rng: np.random.Generator) -> Columns:
    first, last = names(rng, CUSTOMERS)
    place = places(rng, CUSTOMERS)
    return {
        "customerID": numbers(CUSTOMERS, FIRST_CUSTOMER),
        "first_name": first,
        "last_name": last,
        "email_address": emails(first, last),
        "phone_number": phones(rng, CUSTOMERS),
        "address": [f"{number} {last[i]} Street" for i, number in enumerate(rng.integers(1, 999, CUSTOMERS))],
        "city": CITIES["city"][place],
        "state": CITIES["state"][place],
        "country": CITIES["country"][place],
        "continent": CITIES["continent"][place],
        "postal_zip_code": rng.integers(10_000, 99_999, CUSTOMERS),
        "gender": rng.choice(["female", "male"], CUSTOMERS),
    }


def _shops(rng: np.random.Generator, count: int) -> tuple[np.ndarray, Columns]:
    place = places(rng, count)
    around = rng.normal(0, 0.05, (2, count))
    return place, {
        "size": rng.choice(SIZES, count),
        "longitude": np.round(CITIES["longitude"][place] + around[0], 5),
        "latitude": np.round(CITIES["latitude"][place] + around[1], 5),
    }


def _franchises(rng: np.random.Generator) -> Columns:
    place, shop = _shops(rng, FRANCHISES)
    called = [f"{a} {b}" for a, b in zip(rng.choice(ADJECTIVES, FRANCHISES), rng.choice(NOUNS, FRANCHISES),
                                         strict=True)]  # fmt: skip
    return {
        "franchiseID": numbers(FRANCHISES, FIRST_FRANCHISE),
        "name": called,
        "city": CITIES["city"][place],
        "district": CITIES["state"][place],
        "zipcode": rng.integers(10_000, 99_999, FRANCHISES).astype(str),
        "country": CITIES["country"][place],
        **shop,
        "supplierID": rng.integers(FIRST_SUPPLIER, FIRST_SUPPLIER + SUPPLIERS, FRANCHISES),
    }


def _suppliers(rng: np.random.Generator) -> Columns:
    place, shop = _shops(rng, SUPPLIERS)
    ingredient = rng.choice(INGREDIENTS, SUPPLIERS)
    return {
        "supplierID": numbers(SUPPLIERS, FIRST_SUPPLIER),
        "name": [f"{CITIES['city'][place[i]]} {one.capitalize()}" for i, one in enumerate(ingredient)],
        "ingredient": ingredient,
        "continent": CITIES["continent"][place],
        "city": CITIES["city"][place],
        "district": CITIES["state"][place],
        **shop,
        "approved": rng.choice(["Y", "N"], SUPPLIERS, p=[0.8, 0.2]),
    }


def _transactions(rng: np.random.Generator) -> Columns:
    quantity = np.clip(rng.poisson(8, TRANSACTIONS), 1, None).astype("int64")
    price = np.full(TRANSACTIONS, 3, dtype="int64")
    return {
        "transactionID": numbers(TRANSACTIONS, FIRST_TRANSACTION),
        "customerID": rng.integers(FIRST_CUSTOMER, FIRST_CUSTOMER + CUSTOMERS, TRANSACTIONS),
        "franchiseID": rng.integers(FIRST_FRANCHISE, FIRST_FRANCHISE + FRANCHISES, TRANSACTIONS),
        "dateTime": moments(rng, FIRST_DAY, LAST_DAY, TRANSACTIONS),
        "product": rng.choice(PRODUCTS, TRANSACTIONS),
        "quantity": quantity,
        "unitPrice": price,
        "totalPrice": quantity * price,
        "paymentMethod": rng.choice(METHODS, TRANSACTIONS),
        "cardNumber": rng.integers(10**15, 10**16, TRANSACTIONS),
    }


def _texts(rng: np.random.Generator) -> list[str]:
    parts = zip(rng.choice(PRODUCTS, REVIEWS), rng.choice(LIKED, REVIEWS), rng.choice(SERVED, REVIEWS),
                strict=True)  # fmt: skip
    return [f"The {product} was {taste}; {service}." for product, taste, service in parts]


def _reviews(rng: np.random.Generator) -> Columns:
    return {
        "review": _texts(rng),
        "franchiseID": rng.integers(FIRST_FRANCHISE, FIRST_FRANCHISE + FRANCHISES, REVIEWS),
        "review_date": moments(rng, FIRST_DAY, LAST_DAY, REVIEWS),
        "new_id": np.arange(REVIEWS, dtype="int32"),
    }


def _chunks(rng: np.random.Generator) -> Columns:
    return {
        "franchiseID": rng.integers(FIRST_FRANCHISE, FIRST_FRANCHISE + FRANCHISES, REVIEWS).astype("int32"),
        "review_date": moments(rng, FIRST_DAY, LAST_DAY, REVIEWS),
        "chunked_text": _texts(rng),
        "chunk_id": [f"chunk-{number:04d}" for number in range(REVIEWS)],
        "review_uri": [f"https://reviews.example.com/{number}" for number in range(REVIEWS)],
    }


TABLES = (
    Sample(
        "bakehouse",
        "sales_customers",
        "customerID bigint, first_name string, last_name string, email_address string, phone_number string, "
        "address string, city string, state string, country string, continent string, "
        "postal_zip_code bigint, gender string",
        _customers,
    ),
    Sample(
        "bakehouse",
        "sales_franchises",
        "franchiseID bigint, name string, city string, district string, zipcode string, country string, "
        "size string, longitude double, latitude double, supplierID bigint",
        _franchises,
    ),
    Sample(
        "bakehouse",
        "sales_suppliers",
        "supplierID bigint, name string, ingredient string, continent string, city string, district string, "
        "size string, longitude double, latitude double, approved string",
        _suppliers,
    ),
    Sample(
        "bakehouse",
        "sales_transactions",
        "transactionID bigint, customerID bigint, franchiseID bigint, dateTime timestamp, product string, "
        "quantity bigint, unitPrice bigint, totalPrice bigint, paymentMethod string, cardNumber bigint",
        _transactions,
    ),
    Sample(
        "bakehouse",
        "media_customer_reviews",
        "review string, franchiseID bigint, review_date timestamp, new_id int",
        _reviews,
    ),
    Sample(
        "bakehouse",
        "media_gold_reviews_chunked",
        "franchiseID int, review_date timestamp, chunked_text string, chunk_id string, review_uri string",
        _chunks,
    ),
)
