"""Opens packed files with a bound on what they may hold."""

import gzip
import zipfile
import zlib
from pathlib import Path

from flows.readers.reading import Refused

BLOCK = 1 << 20


def unpack_gzip(path: Path, target: Path, max_bytes: int) -> Path:
    """Write the content of a gzip file to `target`; refuse it when broken or when it holds more than `max_bytes`."""
    written = 0
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as unpacked:
            while block := packed.read(BLOCK):
                written += len(block)
                if written > max_bytes:
                    raise Refused(f"holds more than {max_bytes:,} bytes when unpacked, which is the limit.")
                unpacked.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refused("is not a whole gzip file. Send it again.") from error
    return target


def check_zip(path: Path, max_bytes: int) -> None:
    """Refuse a zip file that is broken or whose members hold more than `max_bytes`, by unpacking them into nothing.

    The sizes that a zip file declares may be false, so they are counted.
    """
    left = max_bytes
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as unpacked:
                    while block := unpacked.read(BLOCK):
                        left -= len(block)
                        if left < 0:
                            raise Refused(f"holds more than {max_bytes:,} bytes when unpacked, which is the limit.")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(
            "is not a whole workbook, or it is encrypted. Save it again as .xlsx without a password."
        ) from error
