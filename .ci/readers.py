"""Reads the tables of a store with programs that know nothing of starcrm."""

import glob
import json
import os

import duckdb
import duckdb_extension_delta
import polars
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, QueryBuilder


class DuckDB:
    """One connection with the delta extension from its Python package: nothing is downloaded."""

    def __init__(self):
        folder = os.path.dirname(duckdb_extension_delta.__file__)
        extension = glob.glob(f"{folder}/**/delta.duckdb_extension", recursive=True)[0]
        self.connection = duckdb.connect()
        self.connection.execute(f"LOAD '{extension}'")
        self.connection.execute("SET TimeZone = 'UTC'")

    def read(self, path):
        reader = self.connection.execute("SELECT * FROM delta_scan(?)", [path]).to_arrow_reader()
        return reader.read_all()

    def count(self, path):
        return self.connection.execute("SELECT count(*) FROM delta_scan(?)", [path]).fetchone()[0]


def by_pyarrow(path):
    """The log by delta-rs, the Parquet files by Arrow's C++ reader."""
    return DeltaTable(path).to_pyarrow_table()


def by_delta_rs(path):
    """Everything by delta-rs: its own log replay, DataFusion's Parquet reader."""
    builder = QueryBuilder().register("t", DeltaTable(path))
    return pa.table(builder.execute("SELECT * FROM t").read_all())


def by_polars(path):
    return polars.read_delta(path).to_arrow()


def tables(store):
    """Name and path of each table of a store."""
    root = os.path.join(store, "tables")
    return [(name, os.path.join(root, name)) for name in sorted(os.listdir(root))]


def canonical(table):
    """Column names, and all rows in an order that does not depend on the reader.

    Values by their exact text, so that 1.5 is not 1.50; instants in microseconds of UTC.
    """
    columns = []
    for field in table.schema:
        column = table.column(field.name)
        if pa.types.is_timestamp(field.type):
            column = column.cast(pa.timestamp("us", "UTC")).cast(pa.int64())
        columns.append([repr(value) for value in column.to_pylist()])
    return table.schema.names, sorted(zip(*columns))


def logged(path):
    """The newest state by the log alone: add actions by file name, and the privacy classes.

    Written from the Delta protocol ("Action Reconciliation") for tables without checkpoints.
    """
    adds, classes = {}, {}
    for entry in sorted(glob.glob(f"{path}/_delta_log/*.json")):
        with open(entry, encoding="utf-8") as lines:
            actions = [json.loads(line) for line in lines]
        for action in actions:
            if "add" in action:
                adds[action["add"]["path"]] = action["add"]
            if "remove" in action:
                adds.pop(action["remove"]["path"], None)
            if "metaData" in action:
                fields = json.loads(action["metaData"]["schemaString"])["fields"]
                classes = {f["name"]: f["metadata"].get("star.class") for f in fields}
    return adds, classes


def page_checksums_hold(file):
    """Whether every page has the CRC-32 that its header says; pages without one are an error."""
    parquet = pq.ParquetFile(file, page_checksum_verification=True)
    return parquet.read().num_rows == parquet.metadata.num_rows


def flipped(file, target):
    """Copies a Parquet file with one bit flipped in the last byte of its first column chunk."""
    chunk = pq.ParquetFile(file).metadata.row_group(0).column(0)
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    with open(file, "rb") as source:
        data = bytearray(source.read())
    data[start + chunk.total_compressed_size - 1] ^= 0x10
    with open(target, "wb") as copy:
        copy.write(data)
