// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Redaction;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.spi.ModePolicy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The stricter of the mode at the start and the mode at the end applies, wherever it changes. */
class ModeSwitchTest {

  /** Where on its way a call is when the mode changes. */
  enum Where {
    FIRST_CLEARANCE,
    CHECK,
    APPROVAL,
    JOURNAL,
    SECOND_CLEARANCE
  }

  static Stream<Arguments> places() {
    return Stream.of(Form.values())
        .flatMap(form -> Stream.of(Where.values()).map(where -> Arguments.of(form, where)));
  }

  /** Every station of the way calls back, and the mode changes at one of them. */
  private static Rig changing(Form form, Where where, Mode before, Mode after, Verdict verdict) {
    Rig rig = new Rig(before, form);
    rig.evidenceRequired();
    int[] clearances = new int[1];
    rig.control =
        call -> {
          Where now = ++clearances[0] == 1 ? Where.FIRST_CLEARANCE : Where.SECOND_CLEARANCE;
          change(rig, now == where, after);
          return CompletableFuture.completedFuture(Clearance.PROCEED);
        };
    rig.runtime(
        call -> {
          change(rig, where == Where.CHECK, after);
          return CompletableFuture.completedFuture(verdict);
        });
    rig.approvals =
        (call, pending) -> {
          change(rig, where == Where.APPROVAL, after);
          return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        };
    rig.journal =
        callRecord -> {
          change(rig, where == Where.JOURNAL, after);
          return rig.keep(callRecord);
        };
    return rig;
  }

  private static void change(Rig rig, boolean now, Mode after) {
    if (now) {
      rig.mode = after.policy();
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void faultThatWasLetThroughNoLongerCountsUnderEnforce(Form form, Where where) {
    Rig rig = changing(form, where, Mode.OBSERVE, Mode.ENFORCE, Rig.pending(null));
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @MethodSource("places")
  void faultUnderEnforceIsNotForgivenByALaterMode(Form form, Where where) {
    Rig rig = changing(form, where, Mode.ENFORCE, Mode.DISABLED, Rig.pending(null));
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @MethodSource("places")
  void betweenLenientModesFaultsStillPass(Form form, Where where) {
    Rig rig = changing(form, where, Mode.OBSERVE, Mode.DISABLED, Rig.pending(null));
    rig.assertRan(rig.call());
  }

  @ParameterizedTest
  @MethodSource("places")
  void authoritativeAllowRunsWhateverTheModeBecomes(Form form, Where where) {
    Rig rig = changing(form, where, Mode.OBSERVE, Mode.ENFORCE, Scripted.ALLOW);
    rig.assertRan(rig.call());
  }

  /** Unredacted arguments must not get through because the mode was lenient for a moment. */
  @ParameterizedTest
  @EnumSource
  void redactionThatWasSkippedDeniesOnceTheModeEnforces(Form form) {
    Verdict allow =
        new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "", List.of(new Redaction("/none", "***")));
    Rig rig = changing(form, Where.JOURNAL, Mode.OBSERVE, Mode.ENFORCE, allow);
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void missingEvidenceDeniesOnceTheModeEnforces(Form form) {
    Rig rig = changing(form, Where.SECOND_CLEARANCE, Mode.OBSERVE, Mode.ENFORCE, Scripted.ALLOW);
    rig.journal = callRecord -> CompletableFuture.failedFuture(new IllegalStateException("full"));
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void brokenOperatorSwitchDeniesOnceTheModeEnforces(Form form) {
    Rig rig = changing(form, Where.CHECK, Mode.OBSERVE, Mode.ENFORCE, Scripted.ALLOW);
    rig.control = call -> CompletableFuture.failedFuture(new IllegalStateException("broken"));
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void modeThatCannotBeReadEnforces(Form form) {
    Rig rig = new Rig(Mode.OBSERVE, form);
    for (Throwable broken :
        List.of(new IllegalStateException(), new NoClassDefFoundError(), new AssertionError())) {
      rig.mode = throwing(broken);
      rig.assertNotRun(rig.call());
    }
  }

  @ParameterizedTest
  @EnumSource
  void modeThatIsNullEnforces(Form form) {
    Rig rig = new Rig(Mode.OBSERVE, form);
    rig.mode = policy(null, null);
    rig.assertNotRun(rig.call());
    rig.mode = null;
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void lenientPolicyThatSaysNothingOfAFaultDenies(Form form) {
    Rig rig = new Rig(Mode.OBSERVE, form);
    rig.mode = policy(EnforcementMode.OBSERVE, null);
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void lenientPolicyThatMakesAFaultPendingDoesNotRunTheTool(Form form) {
    Rig rig = new Rig(Mode.OBSERVE, form);
    rig.mode = policy(EnforcementMode.OBSERVE, Rig.pending(null));
    rig.assertNotRun(rig.call());
    assertThat(rig.records).isNotEmpty();
  }

  private static ModePolicy policy(EnforcementMode mode, Verdict onFault) {
    return new ModePolicy() {
      @Override
      public EnforcementMode mode() {
        return mode;
      }

      @Override
      public Verdict onFault(String reason) {
        return onFault;
      }
    };
  }

  private static ModePolicy throwing(Throwable broken) {
    return new ModePolicy() {
      @Override
      public EnforcementMode mode() {
        throw ModeSwitchTest.<RuntimeException>sneaky(broken);
      }

      @Override
      public Verdict onFault(String reason) {
        throw ModeSwitchTest.<RuntimeException>sneaky(broken);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
