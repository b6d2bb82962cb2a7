// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.status.EngineServices;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.InterceptorStatus.Role;
import io.portcullis.api.status.ShutReason;
import io.portcullis.api.status.TransportStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EngineChecksTest {
  private static final InterceptorStatus RUNTIME =
      new InterceptorStatus("runtime query", 0, "a.bundle", Role.RUNTIME, "embedded");
  private static final InterceptorStatus OTHER =
      new InterceptorStatus("other", 500, "b.bundle", Role.OTHER, "");

  private final List<ShutReason> reasons = new ArrayList<>();
  private final List<Health> findings = new ArrayList<>();
  private EnforcementMode mode = EnforcementMode.ENFORCE;
  private List<InterceptorStatus> interceptors = List.of(RUNTIME);
  private List<TransportStatus> transports = List.of(transport("embedded"));

  private static TransportStatus transport(String name) {
    return new TransportStatus(name, "c.bundle", false, null, null, List.of());
  }

  private EngineStatus engine() {
    return new EngineStatus(
        reasons,
        mode,
        new EngineServices(true, true, true, true, true),
        interceptors,
        "because",
        transports,
        findings,
        List.of());
  }

  private void assertFinds(Function<EngineStatus, Result> check, Status status, String text) {
    Result result = new EngineCheck(this::engine, check).execute();
    assertThat(result.getStatus()).isEqualTo(status);
    assertThat(result.toString()).contains(text);
  }

  @Nested
  class OfThePosture {
    @ParameterizedTest
    @EnumSource
    void postureIsWellWhileTheRuntimeInterceptorDecides(EnforcementMode inForce) {
      mode = inForce;
      assertFinds(PostureCheck::of, Status.OK, "runtime query decides, mode " + inForce.word());
    }

    @ParameterizedTest
    @EnumSource
    void postureIsCriticalForEveryReasonOfAShutGate(ShutReason.Code code) {
      reasons.add(new ShutReason(code, "the reason"));
      interceptors = List.of();
      assertFinds(
          PostureCheck::of,
          Status.CRITICAL,
          code == ShutReason.Code.STATUS_UNAVAILABLE
              ? "because"
              : "nothing can be allowed: the reason (mode enforce, no interceptor decides)");
    }

    @Test
    void postureIsCriticalForACriticalFinding() {
      findings.add(new Health("x", Health.Level.CRITICAL, "start it", EngineStatus.FLOOR_MISSING));
      assertFinds(PostureCheck::of, Status.CRITICAL, "start it (mode enforce, runtime query");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ENFORCE")
    void warnsWhenALenientModeReplacesTheRuntime(EnforcementMode lenient) {
      mode = lenient;
      interceptors = List.of(OTHER);
      assertFinds(PostureCheck::of, Status.WARN, "no runtime can be asked (mode " + lenient.word());
    }

    @Test
    void warnsWhenTheRuntimeIsOutranked() {
      findings.add(
          new Health("x", Health.Level.WARN, "other ranks above", EngineStatus.RUNTIME_OUTRANKED));
      interceptors = List.of(OTHER, RUNTIME);
      assertFinds(PostureCheck::of, Status.WARN, "other ranks above (mode enforce, other decides");
    }

    @Test
    void ignoresAnotherWarning() {
      findings.add(
          new Health("mode", Health.Level.WARN, "none", EngineStatus.MODE_SERVICE_MISSING));
      assertFinds(PostureCheck::of, Status.OK, "runtime query decides");
    }
  }

  @Nested
  class OfTheMode {
    @Test
    void warnsOfAModeThatDoesNotEnforce() {
      assertFinds(EnforcementCheck::of, Status.OK, "mode enforce");
      mode = EnforcementMode.OBSERVE;
      assertFinds(EnforcementCheck::of, Status.WARN, "mode observe lets faults through");
    }

    @Test
    void showsTheFindingAboutTheModeService() {
      findings.add(
          new Health("mode", Health.Level.WARN, "no service", EngineStatus.MODE_SERVICE_MISSING));
      assertFinds(EnforcementCheck::of, Status.WARN, "no service");
      findings.set(
          0, new Health("mode", Health.Level.CRITICAL, "fails", EngineStatus.MODE_UNREADABLE));
      assertFinds(EnforcementCheck::of, Status.CRITICAL, "fails");
    }
  }

  @Nested
  class OfTheTransport {
    @Test
    void namesTheTransportThatIsAsked() {
      assertFinds(RuntimeTransportCheck::of, Status.OK, "transport embedded is asked");
      interceptors = List.of(new InterceptorStatus("x", 0, "b", Role.RUNTIME, ""));
      assertFinds(RuntimeTransportCheck::of, Status.OK, "transport without a name is asked");
    }

    @Test
    void transportCheckIsCriticalWithoutATransportAndNamesTheUnselectedOnes() {
      interceptors = List.of(OTHER);
      assertFinds(
          RuntimeTransportCheck::of,
          Status.CRITICAL,
          "no transport is asked; registered are: embedded");
      transports = List.of();
      assertFinds(RuntimeTransportCheck::of, Status.CRITICAL, "no transport is registered");
    }
  }
}
