// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.spi.CallSettlement;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyHistory;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.transport.embedded.internal.EmbeddedTransport;
import io.portcullis.transport.embedded.internal.history.HistorySettlement;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedded transport and the documents by which it decides. The counts of rate limits survive a
 * reload. Thread-safe.
 */
public final class PolicySource {
  private static final Logger LOG = LoggerFactory.getLogger(PolicySource.class);
  private static final String PART = "policy";

  private final Path fileOrFolder;
  private final InstantSource clock;
  private final PolicySelfTest selfTest;
  private final RateLimits limits = new RateLimits();
  private final EmbeddedTransport transport = new EmbeddedTransport();
  private final PolicyHistory history;
  private final List<CallSettlement> settlements = new CopyOnWriteArrayList<>();
  private volatile boolean keepsHistory;
  private volatile Health health = new Health(PART, Health.Level.CRITICAL, "not loaded yet");

  /**
   * Creates a source whose documents {@link #load} reads.
   *
   * @param fileOrFolder a document, or a folder of them
   * @param clock the clock of schedules and rate limits
   * @param selfTest the self-test that the documents must pass before they are used
   */
  public PolicySource(Path fileOrFolder, InstantSource clock, PolicySelfTest selfTest) {
    this.selfTest = selfTest;
    this.fileOrFolder = fileOrFolder;
    this.clock = clock;
    history = new PolicyHistory(clock);
  }

  /**
   * Returns the services that settle what calls have reserved. The list is empty until a document
   * counts calls.
   */
  public List<CallSettlement> settlements() {
    return Collections.unmodifiableList(settlements);
  }

  /**
   * Reads the documents and puts them in force.
   *
   * @throws PolicyException if they cannot be used; the documents in force stay in force
   */
  public synchronized void load() throws PolicyException {
    try {
      Policies policies = new PolicyLoader().load(fileOrFolder);
      selfTest.require(policies);
      track(policies);
      transport.decideBy(
          new PolicyEngine(policies, limits, clock, history), "sha256:" + policies.digest());
      keepsHistory = policies.keepsHistory();
      health = health(policies.warnings());
      policies.warnings().forEach(warning -> LOG.warn("{}", warning));
      LOG.info("Policies {} are in force, digest {}", policies.names(), policies.digest());
    } catch (PolicyException e) {
      health = new Health(PART, Health.Level.CRITICAL, e.problems().get(0).toString());
      throw e;
    }
  }

  private void track(Policies policies) {
    history.useInMemory(policies);
    if (history.isUsed() && settlements.isEmpty()) {
      settlements.add(new HistorySettlement(history));
    }
  }

  private static Health health(List<PolicyProblem> warnings) {
    return warnings.isEmpty()
        ? new Health(PART, Health.Level.OK, "")
        : new Health(PART, Health.Level.WARN, warnings.get(0).toString());
  }

  /** Returns the transport, which answers with faults until the first load. */
  public RuntimeTransport transport() {
    return transport;
  }

  /** Returns the health after the last load. */
  public Health health() {
    Health now = health;
    if (now.level() != Health.Level.OK || !keepsHistory) {
      return now;
    }
    List<String> problems = history.problems();
    return new Health(
        PART,
        Health.Level.WARN,
        problems.isEmpty()
            ? "counters and labels are kept in memory only; a restart forgets them"
            : problems.get(0));
  }
}
