"""The same with ndlib; one iteration is a sweep: `ndlib_dynamics.py MODEL SHAPE SEATS STEPS`."""

import sys
import warnings

from contender import require, seconds, serve

require("ndlib")
warnings.filterwarnings("ignore")

from graphs import graph
from ndlib.models import ModelConfig, opinions

name, shape, size, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
PARAMETERS = {
    "HKModel": {"epsilon": 0.2},
    "AlgorithmicBiasModel": {"epsilon": 0.2, "gamma": 0.0},
    "FJModel": {},
}
model = getattr(opinions, name)(graph(shape, size))
config = ModelConfig.Configuration()
for parameter, value in PARAMETERS[name].items():
    config.add_model_parameter(parameter, value)
model.set_initial_status(config)
model.iteration()  # the first one only reports the start

if __name__ == "__main__":
    serve(lambda: (seconds(lambda: model.iteration_bunch(steps)), steps), "ndlib")
