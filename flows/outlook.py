"""How near each path is to its boundary: so many more first events in the time to come would cross it."""

import numpy as np
import pandas as pd

from flows.monitoring_design import MonitoringDesign
from flows.statistics.sequential import events_to_reach

LATER = "ahead"


def outlook(path: pd.DataFrame, reaches: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    """Rows of `signals.monitor` and of `reference.watch_outlook` → rows of `signals.monitor_outlook`.

    Counted from the last day of each e-value, at the end of the time to come, and for both person-times of the trial,
    so that the crossing would hold for either. With more time the e-value falls: a path above its boundary may need
    events to be there again.
    """
    (ahead,) = reaches.loc[reaches["name"] == LATER, "patient_years"]
    e_values = path[path["statistic"] == "e_value"].sort_values("until_on")
    last = e_values.drop_duplicates(["rule", "baseline_id"], keep="last").reset_index(drop=True)
    needed = [
        events_to_reach(
            design.above_e_value, last["patient_years"] + ahead, last["trial_n_with_event"], years, design.rate_ratios
        )
        for years in (design.trial_patient_years, design.trial_patient_years_ceiling)
    ]
    more = np.maximum(np.maximum(*needed) - last["n_events"], 0)
    return last.assign(
        e_value=last["value"], ahead_patient_years=float(ahead), n_more_events=more, rules_design_id=design.design_id()
    )
