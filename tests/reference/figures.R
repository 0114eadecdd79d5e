# What R computes on the random sets of sets.py and on data sets of R's packages: figures.csv next to it, and
# real.csv, effects_of_textbooks.csv, the data sets themselves. Run in this folder: Rscript figures.R
# R 4.2.2 with survival 3.5-3, metafor 3.8-1, clubSandwich 0.5.8, sandwich 3.0-2, AER 1.2-10.
suppressPackageStartupMessages({library(survival); library(metafor); library(clubSandwich); library(AER)})
out <- list()
say <- function(method, set, name, value)
  out[[length(out) + 1]] <<- data.frame(method = method, set = set, name = name, value = sprintf("%.13g", value))

cox <- function(set, f, formula) {
  m <- tryCatch(coxph(formula, f, ties = "efron"), warning = function(w) NULL)
  if (is.null(m)) return(say("cox", set, "separated", 1)) # R warns, we refuse
  r <- coxph(formula, f, ties = "efron", cluster = cluster)
  for (name in names(coef(m))) {
    say("cox", set, paste0(name, ".log"), coef(m)[[name]])
    say("cox", set, paste0(name, ".error"), sqrt(vcov(m)[name, name]))
    say("cox", set, paste0(name, ".clustered"), sqrt(vcov(r)[name, name]))
  }
  if (length(unique(f$time[f$e == 1])) < 2) return(say("proportional", set, "one time", 1)) # we refuse
  z <- cox.zph(m, terms = FALSE)$table
  for (name in rownames(z)) for (figure in c("chisq", "p")) say("proportional", set, paste0(name, ".", figure), z[name, figure])
}
for (f in split(read.csv("durations.csv"), ~set)) {
  set <- f$set[1]; f$e <- as.integer(f$cause == 1); f$any <- as.integer(f$cause > 0)
  cox(set, f, Surv(time, e) ~ x + factor(group))
  k <- survfit(Surv(time, any) ~ 1, f, conf.type = "log-log"); d <- tail(which(k$n.event > 0 & k$surv > 0), 4)
  for (i in d) {
    say("kaplan_meier", set, paste0(i, ".share"), k$surv[i])
    say("kaplan_meier", set, paste0(i, ".error"), k$std.err[i] * k$surv[i])
    say("kaplan_meier", set, paste0(i, ".low"), k$lower[i])
  }
  a <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, f)
  for (i in tail(seq_along(a$time), 4)) for (cause in 1:2) {
    say("aalen_johansen", set, paste0(i, ".", cause, ".share"), a$pstate[i, cause + 1])
    say("aalen_johansen", set, paste0(i, ".", cause, ".error"), a$std.err[i, cause + 1])
  }
  l <- survdiff(Surv(time, any) ~ group, f); say("log_rank", set, "statistic", l$chisq)
}
for (f in split(read.csv("outcomes.csv"), ~set)) {
  set <- f$set[1]; n <- nrow(f)
  models <- list(difference = lm(y ~ group, f), ols = lm(y ~ group + x, f),
                 weighted = lm(y ~ group + x, f, weights = weight))
  for (name in names(models)) {
    m <- models[[name]]; say("linear", set, paste0(name, ".value"), coef(m)[["group"]])
    for (type in c("HC1", "HC2", "HC3"))
      say("linear", set, paste0(name, ".", type), sqrt(vcovHC(m, type)["group", "group"]))
    for (kind in c("HC2", "cluster")) {
      by <- if (kind == "HC2") seq_len(n) else f$cluster
      fit <- m
      if (name == "weighted") { # as least squares of everything times the root of the weights
        w <- sqrt(f$weight); fit <- lm(I(y * w) ~ 0 + w + I(group * w) + I(x * w), f)
      }
      t <- coef_test(fit, vcov = vcovCR(fit, cluster = by, type = "CR2"), test = "Satterthwaite"); row <- 2
      if (kind == "cluster") say("linear", set, paste0(name, ".cluster"), t$SE[row])
      say("linear", set, paste0(name, ".", kind, ".degrees"), t$df_Satt[row])
    }
  }
}
for (f in split(read.csv("offers.csv"), ~set)) {
  m <- ivreg(y ~ came | group, data = f)
  say("iv", f$set[1], "value", coef(m)[["came"]])
  x <- model.matrix(m, component = "projected"); h <- hatvalues(lm(y ~ group, f))
  bread <- solve(crossprod(x)); u <- residuals(m) / sqrt(1 - h)
  say("iv", f$set[1], "HC2", sqrt((bread %*% crossprod(x * u) %*% bread)["came", "came"]))
}
pooled <- function(set, y, s) for (method in c("PM", "DL")) {
  m <- rma(y, sei = s, method = method, test = "adhoc", control = list(tol = 1e-12, maxiter = 1000))
  name <- tolower(method)
  say("pooling", set, paste0(name, ".tau2"), m$tau2); say("pooling", set, paste0(name, ".value"), m$beta[1])
  say("pooling", set, paste0(name, ".error"), m$se); say("pooling", set, paste0(name, ".low"), m$ci.lb)
}
for (f in split(read.csv("effects.csv"), ~set)) pooled(f$set[1], f$value, f$error)

# data sets that textbooks and R's packages use
effects <- NULL
for (name in c("dat.normand1999", "dat.raudenbush1985", "dat.hine1989", "dat.hackshaw1998")) {
  d <- get(name)
  if (name == "dat.normand1999")
    d <- escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d)
  if (name == "dat.hine1989") d <- escalc("RD", n1i = n1i, n2i = n2i, ai = ai, ci = ci, data = d)
  d <- data.frame(set = name, value = as.numeric(sprintf("%.10g", d$yi)), error = as.numeric(sprintf("%.10g", sqrt(d$vi))))
  pooled(name, d$value, d$error); effects <- rbind(effects, d)
}
write.csv(effects, "effects_of_textbooks.csv", row.names = FALSE, quote = FALSE)
v <- with(veteran, data.frame(set = "veteran", time = ceiling(time / 30), e = status, x = karno, y = trt - 1, cluster = celltype))
v$cluster <- as.integer(v$cluster) * 10 + seq_len(nrow(v)) %% 5
l <- with(lung, data.frame(set = "lung", time = ceiling(time / 30), e = status - 1, x = age, y = sex - 1, cluster = inst))
l <- l[complete.cases(l), ]
real <- rbind(v, l)
for (f in split(real, ~set)) cox(f$set[1], f, Surv(time, e) ~ x + y)
write.csv(real, "real.csv", row.names = FALSE, quote = FALSE)
figures <- do.call(rbind, out)
write.csv(figures, "figures.csv", row.names = FALSE, quote = FALSE)
