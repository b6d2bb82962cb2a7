// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import io.portcullis.policy.internal.yaml.SourceLocation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
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

    /** Returns the key in a document. */
    public String key() {
      return key;
    }
  }

  public BudgetLimits {
    limits = Map.copyOf(limits);
  }
}
