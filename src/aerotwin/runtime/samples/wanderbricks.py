"""`samples.wanderbricks`: a travel platform with guests, hosts, properties, bookings and reviews."""

from __future__ import annotations

import numpy as np

from aerotwin.runtime.samples.people import CITIES, emails, names, phones, places
from aerotwin.runtime.samples.table import Columns, Sample, dates, moments, numbers

USERS, HOSTS, PROPERTIES, BOOKINGS, REVIEWS = 3_000, 400, 1_200, 8_000, 3_000
TYPES = ("apartment", "house", "villa", "cabin", "loft")
FIRST_DAY, LAST_DAY = "2022-12-08", "2025-07-30"


def _users(rng: np.random.Generator) -> Columns:
    first, last = names(rng, USERS)
    business = rng.random(USERS) < 0.15
    return {
        "user_id": numbers(USERS),
        "email": emails(first, last),
        "name": [f"{a} {b}" for a, b in zip(first, last, strict=True)],
        "country": CITIES["country"][places(rng, USERS)],
        "user_type": np.where(business, "business", "individual"),
        "created_at": dates(rng, "2020-01-01", FIRST_DAY, USERS),
        "is_business": business,
        "company_name": [f"{last[i]} Ltd" if one else None for i, one in enumerate(business)],
    }


def _hosts(rng: np.random.Generator) -> Columns:
    first, last = names(rng, HOSTS)
    return {
        "host_id": numbers(HOSTS),
        "name": [f"{a} {b}" for a, b in zip(first, last, strict=True)],
        "email": emails(first, last),
        "phone": phones(rng, HOSTS),
        "is_verified": rng.random(HOSTS) < 0.8,
        "is_active": rng.random(HOSTS) < 0.9,
        "rating": np.round(np.clip(rng.normal(4.3, 0.5, HOSTS), 1, 5), 1).astype("float32"),
        "country": CITIES["country"][places(rng, HOSTS)],
        "joined_at": dates(rng, "2018-01-01", FIRST_DAY, HOSTS),
    }


def _destinations(_rng: np.random.Generator) -> Columns:
    cities = CITIES["city"]
    return {
        "destination_id": numbers(len(cities)),
        "destination": cities,
        "country": CITIES["country"],
        "state_or_province": CITIES["state"],
        "state_or_province_code": [one[:2].upper() for one in CITIES["state"]],
        "description": [f"{one}: streets to wander and places to stay." for one in cities],
    }


def _properties(rng: np.random.Generator) -> Columns:
    place = places(rng, PROPERTIES)
    kind = rng.choice(TYPES, PROPERTIES)
    bedrooms = rng.integers(1, 6, PROPERTIES).astype("int32")
    around = rng.normal(0, 0.05, (2, PROPERTIES))
    title = [f"{kind[i].capitalize()} in {CITIES['city'][one]}" for i, one in enumerate(place)]
    return {
        "property_id": numbers(PROPERTIES),
        "host_id": rng.integers(1, HOSTS + 1, PROPERTIES),
        "destination_id": place + 1,
        "title": title,
        "description": [f"{one}, {rooms} bedrooms." for one, rooms in zip(title, bedrooms, strict=True)],
        "base_price": np.round(60 * bedrooms * rng.lognormal(0, 0.4, PROPERTIES), 2).astype("float32"),
        "property_type": kind,
        "max_guests": bedrooms * 2,
        "bathrooms": (bedrooms + 1) // 2,
        "bedrooms": bedrooms,
        "property_latitude": (CITIES["latitude"][place] + around[0]).astype("float32"),
        "property_longitude": (CITIES["longitude"][place] + around[1]).astype("float32"),
        "created_at": dates(rng, "2019-01-01", FIRST_DAY, PROPERTIES),
    }


def _bookings(rng: np.random.Generator) -> Columns:
    created = np.sort(moments(rng, FIRST_DAY, LAST_DAY, BOOKINGS))
    check_in = created.astype("datetime64[D]") + rng.integers(1, 90, BOOKINGS)
    nights = rng.integers(1, 12, BOOKINGS)
    guests = rng.integers(1, 7, BOOKINGS).astype("int32")
    states = ("pending", "confirmed", "completed", "cancelled")
    return {
        "booking_id": numbers(BOOKINGS),
        "user_id": rng.integers(1, USERS + 1, BOOKINGS),
        "property_id": rng.integers(1, PROPERTIES + 1, BOOKINGS),
        "check_in": check_in,
        "check_out": check_in + nights,
        "guests_count": guests,
        "total_amount": np.round(nights * 110 * rng.lognormal(0, 0.4, BOOKINGS), 2).astype("float32"),
        "status": rng.choice(states, BOOKINGS, p=[0.1, 0.3, 0.5, 0.1]),
        "created_at": created,
        "updated_at": created + rng.integers(0, 86_400, BOOKINGS).astype("timedelta64[s]"),
    }


def _payments(rng: np.random.Generator) -> Columns:
    return {
        "payment_id": numbers(BOOKINGS),
        "booking_id": numbers(BOOKINGS),
        "amount": np.round(400 * rng.lognormal(0, 0.6, BOOKINGS), 2).astype("float32"),
        "payment_method": rng.choice(["credit_card", "paypal", "bank_transfer"], BOOKINGS),
        "status": rng.choice(["completed", "pending", "failed"], BOOKINGS, p=[0.9, 0.05, 0.05]),
        "payment_date": dates(rng, FIRST_DAY, LAST_DAY, BOOKINGS),
    }


def _reviews(rng: np.random.Generator) -> Columns:
    rating = rng.integers(1, 6, REVIEWS)
    words = np.array(["Never again.", "Not for us.", "It was fine.", "We liked it.", "Wonderful stay!"])
    return {
        "review_id": numbers(REVIEWS),
        "booking_id": rng.integers(1, BOOKINGS + 1, REVIEWS),
        "user_id": rng.integers(1, USERS + 1, REVIEWS),
        "property_id": rng.integers(1, PROPERTIES + 1, REVIEWS),
        "rating": rating.astype("float32"),
        "comment": words[rating - 1],
        "is_deleted": rng.random(REVIEWS) < 0.02,
        "created_at": moments(rng, FIRST_DAY, LAST_DAY, REVIEWS),
    }


TABLES = (
    Sample(
        "wanderbricks",
        "users",
        "user_id bigint, email string, name string, country string, user_type string, created_at date, "
        "is_business boolean, company_name string",
        _users,
    ),
    Sample(
        "wanderbricks",
        "hosts",
        "host_id bigint, name string, email string, phone string, is_verified boolean, is_active boolean, "
        "rating float, country string, joined_at date",
        _hosts,
    ),
    Sample(
        "wanderbricks",
        "destinations",
        "destination_id bigint, destination string, country string, state_or_province string, "
        "state_or_province_code string, description string",
        _destinations,
    ),
    Sample(
        "wanderbricks",
        "properties",
        "property_id bigint, host_id bigint, destination_id bigint, title string, description string, "
        "base_price float, property_type string, max_guests int, bathrooms int, bedrooms int, "
        "property_latitude float, property_longitude float, created_at date",
        _properties,
    ),
    Sample(
        "wanderbricks",
        "bookings",
        "booking_id bigint, user_id bigint, property_id bigint, check_in date, check_out date, "
        "guests_count int, total_amount float, status string, created_at timestamp, updated_at timestamp",
        _bookings,
    ),
    Sample(
        "wanderbricks",
        "payments",
        "payment_id bigint, booking_id bigint, amount float, payment_method string, status string, "
        "payment_date date",
        _payments,
    ),
    Sample(
        "wanderbricks",
        "reviews",
        "review_id bigint, booking_id bigint, user_id bigint, property_id bigint, rating float, "
        "comment string, is_deleted boolean, created_at timestamp",
        _reviews,
    ),
)
