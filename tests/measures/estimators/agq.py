"""A logit with a normal effect for each group, by adaptive quadrature: slow, for comparison."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special


def fit_agq(met, of, columns, group, points=25):
    """Give coefficients, the standard deviation of groups' effects, and the log likelihood."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    groups, start = int(group.max()) + 1, np.zeros(columns.shape[1] + 1)

    def fall(at):
        fixed, sd = columns @ at[:-1], np.exp(at[-1])
        mode = np.zeros(groups)
        for _ in range(50):
            chance = special.expit(fixed + sd * mode[group])
            slope = sd * np.bincount(group, met - of * chance) - mode
            curve = sd**2 * np.bincount(group, of * chance * (1 - chance)) + 1
            mode = mode + slope / curve
        scale = 1 / np.sqrt(curve)
        effect = mode[:, None] + scale[:, None] * nodes
        logits = fixed[:, None] + sd * effect[group]
        rows = met[:, None] * logits - of[:, None] * np.logaddexp(0, logits)
        logs = np.zeros((groups, points))
        np.add.at(logs, group, rows)
        logs += -(effect**2) / 2 + nodes**2 / 2 + np.log(weights) - np.log(2 * np.pi) / 2
        return -float((special.logsumexp(logs, axis=1) + np.log(scale)).sum())

    found = optimize.minimize(fall, start, method="BFGS", options={"gtol": 1e-6})
    several = special.gammaln(of + 1) - special.gammaln(met + 1) - special.gammaln(of - met + 1)
    return found.x[:-1], float(np.exp(found.x[-1])), -found.fun + float(several.sum())
