// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.status;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An immutable snapshot of the engine at one moment.
 *
 * @param shutReasons the reasons why no call can be allowed, the most important first; empty while
 *     the gate is open
 * @param mode the mode in force; enforce where no mode service is registered
 * @param services which services the engine requires and which are present
 * @param interceptors the registered interceptors by rank; the first one decides
 * @param explanation why the first interceptor decides, for people
 * @param transports the registered transports by rank
 * @param findings problems of the engine as a whole, such as a missing service
 * @param parts the health of each part, sorted by part
 */
public record EngineStatus(
    List<ShutReason> shutReasons,
    EnforcementMode mode,
    EngineServices services,
    List<InterceptorStatus> interceptors,
    String explanation,
    List<TransportStatus> transports,
    List<Health> findings,
    List<PartStatus> parts) {

  /** {@link Health#code} of a finding: no gate is registered. */
  public static final String GATE_MISSING = "gate_missing";

  /** {@link Health#code} of a finding: no interceptor is registered. */
  public static final String INTERCEPTOR_MISSING = "interceptor_missing";

  /** {@link Health#code} of a finding: the fail-closed floor is not registered. */
  public static final String FLOOR_MISSING = "floor_missing";

  /** {@link Health#code} of a finding: the ceiling is needed and not registered. */
  public static final String CEILING_MISSING = "ceiling_missing";

  /** {@link Health#code} of a finding: an interceptor ranks above the one that asks the runtime. */
  public static final String RUNTIME_OUTRANKED = "runtime_outranked";

  /** {@link Health#code} of a finding: no mode service is registered, so enforce holds. */
  public static final String MODE_SERVICE_MISSING = "mode_service_missing";

  /** {@link Health#code} of a finding: the mode service fails, so enforce holds. */
  public static final String MODE_UNREADABLE = "mode_unreadable";

  /** {@link Health#code} of a finding: the operators' orders cannot be read. */
  public static final String ORDERS_UNREADABLE = "orders_unreadable";

  /** {@link Health#code} of a finding: the status itself is not available. */
  public static final String STATUS_UNAVAILABLE = "status_unavailable";

  /**
   * Copies the lists.
   *
   * @throws NullPointerException if an argument or an element is null
   */
  public EngineStatus {
    shutReasons = List.copyOf(shutReasons);
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(services, "services");
    interceptors = List.copyOf(interceptors);
    Objects.requireNonNull(explanation, "explanation");
    transports = List.copyOf(transports);
    findings = List.copyOf(findings);
    parts = List.copyOf(parts);
  }

  /**
   * Creates the status of an engine that cannot be inspected. It counts as shut.
   *
   * @param why what failed and what to do, for people
   * @return a status with the one reason {@link ShutReason.Code#STATUS_UNAVAILABLE}
   */
  public static EngineStatus unavailable(String why) {
    return new EngineStatus(
        List.of(new ShutReason(ShutReason.Code.STATUS_UNAVAILABLE, why)),
        EnforcementMode.ENFORCE,
        EngineServices.NONE,
        List.of(),
        why,
        List.of(),
        List.of(new Health("status", Health.Level.CRITICAL, why, STATUS_UNAVAILABLE)),
        List.of());
  }

  /**
   * Returns whether any call can be allowed.
   *
   * @return true if no reason against it was found
   */
  public boolean open() {
    return shutReasons.isEmpty();
  }

  /**
   * Returns whether the engine could be inspected.
   *
   * @return false for a status that {@link #unavailable} created
   */
  public boolean available() {
    return shutReasons.stream()
        .noneMatch(reason -> reason.code() == ShutReason.Code.STATUS_UNAVAILABLE);
  }

  /**
   * Returns the most important reason why no call can be allowed.
   *
   * @return the reason; empty while the gate is open
   */
  public Optional<ShutReason> shutReason() {
    return shutReasons.stream().findFirst();
  }

  /**
   * Returns the interceptor that decides.
   *
   * @return the highest-ranked one; empty if none is registered
   */
  public Optional<InterceptorStatus> deciding() {
    return interceptors.stream().findFirst();
  }

  /**
   * Returns the interceptor that asks a runtime.
   *
   * @return the highest-ranked one of them; empty while no runtime can be asked
   */
  public Optional<InterceptorStatus> runtime() {
    return interceptors.stream()
        .filter(each -> each.role() == InterceptorStatus.Role.RUNTIME)
        .findFirst();
  }

  /**
   * Returns the name of the transport that is asked.
   *
   * @return the name, possibly empty; no value while no runtime can be asked
   */
  public Optional<String> transport() {
    return runtime().map(InterceptorStatus::transport);
  }

  /**
   * Returns the digest of the policy by which the asked transport decides.
   *
   * @return the digest; empty if no transport is asked or it publishes none
   */
  public Optional<String> policyDigest() {
    return transports.stream()
        .filter(TransportStatus::selected)
        .flatMap(each -> Stream.ofNullable(each.policyDigest()))
        .findFirst();
  }

  /**
   * Returns the findings, then the health of the parts.
   *
   * @return all lines, to be shown as one list
   */
  public List<Health> health() {
    return Stream.concat(findings.stream(), parts.stream().map(PartStatus::health)).toList();
  }
}
