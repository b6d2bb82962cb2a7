// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import io.portcullis.api.health.Health;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyFiles;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.transport.embedded.internal.history.HistoryKeeper;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a transport supplied with the current policy documents. It uses documents once two complete
 * reads in a row found the same bytes, and only if they pass the self-test: a half-written document
 * may be valid and contain fewer rules than intended. Broken documents leave the last good ones in
 * use. When the last document is removed, the transport becomes unavailable.
 */
final class PolicyReloader {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyReloader.class);

  /** Registers the transport. */
  interface Presence {
    /** Documents are in use, for the first time or after a reload. */
    void inForce(Policies policies);

    /** No documents are in use any more. */
    void gone();
  }

  private final Path place;
  private final EmbeddedTransport transport;
  private final Presence presence;
  private final InstantSource clock;
  private final PolicySelfTest selfTest;
  private final HistoryKeeper history;
  private final RateLimits limits = new RateLimits();
  private final PolicyLoader loader = new PolicyLoader();
  private volatile Health health;
  private boolean deciding;

  /** The digests of the last read, and of the documents that were last used or refused. */
  private String seen = "";

  private String taken = "";

  PolicyReloader(
      Path place,
      EmbeddedTransport transport,
      Presence presence,
      InstantSource clock,
      PolicySelfTest selfTest,
      HistoryKeeper history) {
    this.history = history;
    this.place = place;
    this.transport = transport;
    this.presence = presence;
    this.clock = clock;
    this.selfTest = selfTest;
    health = none();
  }

  Health health() {
    Health now = health;
    return now.level() == Health.Level.OK ? history.health() : now;
  }

  /** Loads the documents if two reads find the same; otherwise the polls load them later. */
  void start() {
    try {
      PolicyFiles files = PolicyFiles.readStable(place);
      seen = files.digest();
      take(files);
    } catch (PolicyException e) {
      complain(e);
    }
  }

  /** Reads all documents and loads a change. Call it at regular intervals. */
  void poll() {
    PolicyFiles now = PolicyFiles.read(place);
    boolean settled = now.digest().equals(seen);
    seen = now.digest();
    if (settled && !seen.equals(taken)) {
      take(now);
    }
  }

  private void take(PolicyFiles files) {
    if (files.isEmpty()) {
      leave();
    } else {
      try {
        decideBy(files);
      } catch (PolicyException e) {
        complain(e);
      }
    }
    taken = files.digest();
  }

  private void decideBy(PolicyFiles files) throws PolicyException {
    Policies policies = loader.load(files);
    selfTest.require(policies);
    String digest = "sha256:" + policies.digest();
    PolicyEngine engine =
        new PolicyEngine(policies, limits, clock, history.history(), history.prices());
    history.use(policies, digest, () -> transport.decideBy(engine, digest));
    deciding = true;
    policies.warnings().forEach(warning -> LOG.warn("{}", warning));
    health = inForce(policies.warnings());
    presence.inForce(policies);
    LOG.info("Policies {} in use, digest {}", policies.names(), policies.digest());
  }

  private static Health inForce(List<PolicyProblem> warnings) {
    return warnings.isEmpty()
        ? new Health("policy", Health.Level.OK, "")
        : new Health("policy", Health.Level.WARN, firstOf(warnings));
  }

  /** The log contains all warnings. */
  private static String firstOf(List<PolicyProblem> problems) {
    int more = problems.size() - 1;
    return problems.get(0) + (more == 0 ? "" : " (and " + more + " more, see the log)");
  }

  private void complain(PolicyException e) {
    Health now = new Health("policy", Health.Level.CRITICAL, firstOf(e.problems()));
    if (!now.equals(health)) {
      String instead = deciding ? "the last good ones stay in use" : "none are in use";
      LOG.error("Cannot use the changed policies, {}: {}", instead, e.getMessage());
    }
    health = now;
  }

  private void leave() {
    health = none();
    LOG.error(
        "{}; the transport becomes unavailable, so every call is denied; add a policy document",
        health.detail());
    presence.gone();
    transport.decideNoMore();
    deciding = false;
  }

  private Health none() {
    return new Health("policy", Health.Level.CRITICAL, place + ": no policy document exists");
  }
}
