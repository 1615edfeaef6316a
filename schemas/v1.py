"""The analysts' contract: views whose names, columns and meanings stay. Built by `sql/v1/`."""

from schemas import clinical, clinical_antibody, raw, reference, signals, signals_rate
from schemas.base import Contract, Text, Whole, column


class Flag(signals.Flag):
    """Every flag of the night, for review. One row a patient, rule and episode."""


class Unassessable(signals.Unassessable):
    """What could not be judged, and why. One row a patient and rule."""


class Rate(signals_rate.Rate):
    """A signal in one group and window against one trial baseline. One row a rule, population, window and baseline."""


class Quarantine(signals.Quarantine):
    """Every row that was set aside because it breaks the contract, until a better version comes. One row a row."""


class RowAccount(signals.RowAccount):
    """Rows in = accepted + quarantined + superseded. One row a feed."""


class Patient(clinical.Patient):
    """Everyone who appears in any delivery, with the course of treatment. One row a patient."""


class Infusion(clinical.Infusion):
    """One administration of ibalizumab that took place (whole or in part). One row an administration."""


class LabResult(clinical.LabResult):
    """One laboratory result in force, with baseline, multiples, grades and the label's threshold. One row a result.

    Cancelled and nullified results are not here. `value` is in the one standard unit of its analyte;
    grades are read in the reported unit.
    """


class AdverseEvent(clinical.AdverseEvent):
    """One reported adverse event in force, placed against the infusions. One row an event."""


class VitalSign(clinical.VitalSign):
    """One measured vital sign, placed against the infusions. One row a reading."""


class Medication(clinical.Medication):
    """Medicines taken or given: background regimen, concomitant, premedication, treatment. One row a medicine."""


class AntibodyTest(clinical_antibody.AntibodyTest):
    """Tests for antibodies to ibalizumab. One row a test."""


class Delivery(raw.Delivery):
    """Every file that was ever dropped into the inbox. One row a file content."""


class Night(raw.Night):
    """The night that this warehouse is. One row a warehouse."""


class Step(raw.Step):
    """Every step of every night so far. One row a step and attempt."""


class Threshold(reference.Threshold):
    """Every number that a rule compares with. One row a number."""


class TrialBaseline(reference.TrialBaseline):
    """What the trial or the label reported, to compare with. One row a statement; the three kinds are never mixed."""


class Rule(reference.Rule):
    """Every rule: what it asks and how its patients are counted. One row a rule."""


class Evidence(Contract):
    """The rows behind each flag, with the name of the file. One row a flag and row."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    feed: Text = column("VARCHAR", "Feed of the row", key=True)
    file_name: Text = column("VARCHAR", "Name under which the file was dropped", nullable=False)
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", key=True)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", key=True)
