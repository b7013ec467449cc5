import numpy as np
import pandas as pd

from aerotwin.models.calibration import calibration
from aerotwin.models.plots import calibration_plot, importances_plot

PNG = b"\x89PNG\r\n\x1a\n"


def test_plots_show_themselves_as_png():
    curve = calibration(np.array([True, False, True]), np.array([0.9, 0.2, 0.6]))
    assert calibration_plot(curve, "Engine")._repr_png_().startswith(PNG)
    found = pd.DataFrame({"feature": ["a", "b"], "importance": [0.6, 0.4]})
    picture = importances_plot(found, "Engine")
    assert [label.get_text() for label in picture.axes[0].get_yticklabels()] == ["b", "a"]
    assert picture._repr_png_().startswith(PNG)
