"""Estimators: a number with its interval from cells, or the reason why there is none.

Pure functions. Each takes counts that an engine has aggregated (never one row a case) and hands
back a ``Figure``, another small result, or a ``NoAnswer`` that says in a sentence why there is no
number. Nothing here reads a file, a clock or a database; where chance is drawn, the seed is an
argument.

======================  ========================================================================
``answers``             Figure, NoAnswer
``rates``               wilson, jeffreys, Families, design_effect, rate_by_families
``strata``              Strata: two groups divided alike (by court, year, custody)
``stratified``          risk_ratio, risk_difference, odds_ratio, cmh, homogeneity (Mantel-Haenszel)
``standardised``        standardised (direct), MissingGroup, missing_bounds
``distinction``         Margin, distinction: shown, little, or cannot tell; ratio_by_stratum
``shrinkage``           moment_prior, fitted_prior, shrunk_rates, paule_mandel, shrunk_effects
``judges``              UnitCells, fit_units: what a judge adds, like with like
``judge_spread``        within_groups, spread: the 10-90 spread with interval and chance level
``balance``             assignment: may judges of one court and period be compared
``funnel``              funnel: limits, overdispersion
``spread``              deviating_share, rate_range: spreads that others publish, with chance level
``panel``               Panel: rates of courts by month, with weights
``pilot``               effect, placebo_in_space, placebo_in_time, leave_one_out
``event_study``         event_study: month by month, with the band of placebos
``agreement``           Ratings, raw, ac1, fleiss_kappa, alpha; cohen_kappa; intervals by bootstrap
``drift``               Watch, chart, threshold: risk-adjusted CUSUM
``run_length``          expected_run_length (Brook and Evans)
``survival``            DayTable, kaplan_meier, aalen_johansen, day_by_which, log_rank
``stock_flow``          residuals of pending(t) = pending(t-1) + in - out
``capture``             chapman: what two independent searches both missed
======================  ========================================================================
"""
