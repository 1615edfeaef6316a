"""What became of the rows of each file. Built by `sql/signals/`."""

from schemas.base import Contract, Text, Whole, column


class FileAccount(Contract):
    """Rows of each file that are not in force. One row a file that ever arrived."""

    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", key=True)
    n_quarantined: Whole = column("BIGINT", "Set aside because they break the contract", nullable=False)
    n_superseded: Whole = column("BIGINT", "Replaced by a newer version, or the same record sent again", nullable=False)
    n_withdrawn: Whole = column("BIGINT", "Cancelled or nullified by their sender", nullable=False)
