"""Scores the values of standard input, one a line (nan = missing), by scikit-learn's isolation forest: the last 8 values
in deviations of the last 2,000, the forest made anew from these every 500 values. One score a line."""

import sys

import numpy as np
from sklearn.ensemble import IsolationForest

SHINGLE = 8
HISTORY = 2000
EVERY = 500
LEAST = 250

values = np.array([float(line) for line in sys.stdin])
there = ~np.isnan(values)
kept = values[there]
scores = np.zeros(len(kept))
for start in range(LEAST, len(kept), EVERY):
    history = kept[max(0, start - HISTORY) : start]
    middle, spread = history.mean(), history.std() or 1.0
    windows = np.lib.stride_tricks.sliding_window_view((history - middle) / spread, SHINGLE)
    forest = IsolationForest(random_state=20261122).fit(windows)
    end = min(len(kept), start + EVERY)
    fresh = np.lib.stride_tricks.sliding_window_view((kept[start - SHINGLE + 1 : end] - middle) / spread, SHINGLE)
    scores[start:end] = -forest.score_samples(fresh)
every = np.zeros(len(values))
every[there] = scores
sys.stdout.write("\n".join(map(repr, every.tolist())) + "\n")
