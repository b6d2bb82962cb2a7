// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import io.portcullis.policy.internal.budget.Budget;
import io.portcullis.policy.internal.budget.BudgetCounter;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.ruleset.effect.DefinitionDigest;
import io.portcullis.policy.internal.ruleset.effect.SubjectPart;
import io.portcullis.policy.internal.yaml.SourceLocation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code budget}. Immutable.
 *
 * @param place where the section is written
 * @param limits the limits in US dollars, each greater than zero
 * @param zone the time zone in which days and months begin
 * @param suspends whether a call beyond a limit also suspends the agent
 * @param window the length of a sliding window that replaces days and months; null for none
 */
public record BudgetLimits(
    SourceLocation place,
    Map<Limit, BigDecimal> limits,
    ZoneId zone,
    boolean suspends,
    @Nullable Duration window) {

  /** What a limit is about. */
  public enum Limit {
    DAILY("daily_limit_usd"),
    MONTHLY("monthly_limit_usd"),
    TEAM_DAILY("team_daily_limit_usd"),
    TEAM_MONTHLY("team_monthly_limit_usd"),
    ORG_DAILY("org_daily_limit_usd"),
    ORG_MONTHLY("org_monthly_limit_usd");

    private final String key;

    Limit(String key) {
      this.key = key;
    }

    /** Returns whether it limits a month. */
    boolean monthly() {
      return key.contains("monthly");
    }

    /** Returns who shares the budget. */
    SubjectPart by() {
      return switch (this) {
        case DAILY, MONTHLY -> SubjectPart.AGENT;
        case TEAM_DAILY, TEAM_MONTHLY -> SubjectPart.TEAM;
        case ORG_DAILY, ORG_MONTHLY -> SubjectPart.ORG;
      };
    }

    /** Returns the key in a document. */
    public String key() {
      return key;
    }
  }

  public BudgetLimits {
    limits = Map.copyOf(limits);
  }

  /** Returns the limits with their counters. */
  public Budget budget() {
    List<BudgetCounter> counters = new ArrayList<>();
    for (Limit limit : Limit.values()) {
      if (limit.monthly() && limits.containsKey(limit)) {
        counters.add(counter(limit));
      }
    }
    for (Limit limit : Limit.values()) {
      if (!limit.monthly() && limits.containsKey(limit)) {
        counters.add(counter(limit));
      }
    }
    return new Budget(counters, suspends);
  }

  private BudgetCounter counter(Limit limit) {
    CounterWindow period =
        window != null && !limit.monthly()
            ? new CounterWindow.Sliding(window)
            : new CounterWindow.Calendar(limit.monthly(), zone);
    String id = DefinitionDigest.of("budget", limit.by().word(), period.text());
    HistorySpec spec = new HistorySpec(id, limit.key(), period, HistorySpec.Kind.SUM, false);
    BigDecimal most = limits.getOrDefault(limit, BigDecimal.ZERO);
    return new BudgetCounter(spec, most, limit.by(), limit.monthly());
  }
}
