// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import io.portcullis.api.Health;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyException;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.PolicyProblem;
import io.portcullis.policy.RateLimits;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a transport supplied with the documents as they are. A changed document is taken up once it
 * was found unchanged twice, because a half-written one may be valid and say less than it will; a
 * broken one leaves the last good one in force; when there is none left, the transport leaves.
 */
final class PolicyReloader {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyReloader.class);

  /** Like no fingerprint: the next polls try again. */
  private static final List<String> AGAIN = List.of("not taken up");

  /** Whoever makes the transport known. */
  interface Presence {
    /** Documents are in force, for the first time or anew. */
    void inForce(Policies policies);

    /** There are none any more. */
    void gone();
  }

  private final PolicyFolder folder;
  private final EmbeddedTransport transport;
  private final Presence presence;
  private final InstantSource clock;
  private final RateLimits limits = new RateLimits();
  private final PolicyLoader loader = new PolicyLoader();
  private volatile Health health;
  private boolean deciding;
  private List<String> seen = List.of();
  private List<String> taken = List.of();

  PolicyReloader(
      PolicyFolder folder, EmbeddedTransport transport, Presence presence, InstantSource clock) {
    this.folder = folder;
    this.transport = transport;
    this.presence = presence;
    this.clock = clock;
    health = none();
  }

  Health health() {
    return health;
  }

  /** Takes up what is there now, without waiting for it to settle. */
  void start() {
    seen = folder.fingerprint();
    take();
  }

  /** Looks for a change; to be called again and again. */
  void poll() {
    List<String> now = folder.fingerprint();
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(taken)) {
      take();
    }
  }

  private void take() {
    taken = seen;
    if (seen.isEmpty()) {
      leave();
      return;
    }
    try {
      Policies policies = loader.load(folder.path());
      if (!folder.fingerprint().equals(seen)) {
        taken = AGAIN;
        return;
      }
      transport.decideBy(new PolicyEngine(policies, limits, clock), "sha256:" + policies.digest());
      deciding = true;
      policies.warnings().forEach(warning -> LOG.warn("{}", warning));
      health = inForce(policies.warnings());
      presence.inForce(policies);
      LOG.info("policies {} in force, digest {}", policies.names(), policies.digest());
    } catch (PolicyException e) {
      taken = AGAIN; // what could not be read may be readable next time, and look the same
      complain(e);
    }
  }

  private static Health inForce(List<PolicyProblem> warnings) {
    return warnings.isEmpty()
        ? new Health("policy", Health.Level.OK, "")
        : new Health("policy", Health.Level.WARN, firstOf(warnings));
  }

  /** The log has them all. */
  private static String firstOf(List<PolicyProblem> problems) {
    int more = problems.size() - 1;
    return problems.get(0) + (more == 0 ? "" : " (and " + more + " more, see the log)");
  }

  private void complain(PolicyException e) {
    Health now = new Health("policy", Health.Level.CRITICAL, firstOf(e.problems()));
    if (!now.equals(health)) {
      String instead = deciding ? "what was in force stays so" : "none are in force";
      LOG.error("policies were not taken up, {}: {}", instead, e.getMessage());
    }
    health = now;
  }

  private void leave() {
    health = none();
    LOG.error("{}; the transport leaves", health.detail());
    presence.gone();
    transport.decideNoMore();
    deciding = false;
  }

  private Health none() {
    return new Health(
        "policy", Health.Level.CRITICAL, folder.path() + ": no policy document is there");
  }
}
