// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.Verdict;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts when interceptors come and go around a call. */
class RecheckTest {

  @Nested
  class RuntimeLeaves {
    @ParameterizedTest
    @CsvSource({
      "RUN,1",
      "RUN,2",
      "RUN,3",
      "RUN_ASYNC,1",
      "RUN_ASYNC,2",
      "RUN_ASYNC,3",
      "DECIDE,1",
      "DECIDE,2",
      "DECIDE,3"
    })
    void allowOfADepartedRuntimeCountsAtNoLookOfTheGate(Form form, int at) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      rig.runtime(Scripted.ALLOW);
      AtomicInteger looks = new AtomicInteger();
      rig.look =
          () -> {
            if (looks.incrementAndGet() == at) {
              rig.runtimeLeaves();
            }
            return rig.seen;
          };
      rig.assertNotRun(rig.call());
      assertThat(looks.get()).isGreaterThanOrEqualTo(at);
    }

    @ParameterizedTest
    @EnumSource
    void nothingRunsWithoutAnInterceptorInPlaceOfTheDepartedOne(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      rig.runtime(
          call -> {
            rig.seen = null;
            rig.authority = null;
            return CompletableFuture.completedFuture(Scripted.ALLOW);
          });
      rig.assertNotRun(rig.call());
    }

    @ParameterizedTest
    @EnumSource
    void allowCountsNoLongerOnceTheInterceptorAnnouncesItsDeparture(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      Scripted runtime = rig.runtime(Scripted.ALLOW);
      runtime.authoritative = false;
      rig.assertNotRun(rig.call());
    }

    @EachModeAndForm
    void denialOfADepartedRuntimeHolds(Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      rig.runtime(
          call -> {
            rig.runtimeLeaves();
            return CompletableFuture.completedFuture(Scripted.DENY);
          });
      Ended ended = rig.call();
      rig.assertNotRun(ended);
      assertThat(ended.reason()).isEqualTo("not this one");
    }

    /** The mapper denies contradictions as faults of the kind that no mode lets through. */
    @EachModeAndForm
    void contradictionOfADepartedRuntimeDoesNotBecomeAnAllowOfTheNextInterceptor(
        Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      rig.runtime(
          call -> {
            rig.runtimeLeaves();
            return CompletableFuture.completedFuture(Verdict.Deny.fault("contradicted itself"));
          });
      rig.assertNotRun(rig.call());
    }

    @ParameterizedTest
    @EnumSource
    void faultOfADepartedRuntimeIsQueriedAgainAtItsReplacement(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      rig.runtime(
          call -> {
            rig.runtime(Scripted.ALLOW);
            return CompletableFuture.failedFuture(new IllegalStateException("gone"));
          });
      rig.assertRan(rig.call());
    }
  }

  @Nested
  class InterceptorIsReplaced {
    @EachModeAndForm
    void theNewOneDecides(Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      rig.runtime(
          call -> {
            rig.runtime(Scripted.DENY);
            return CompletableFuture.completedFuture(Scripted.ALLOW);
          });
      rig.assertNotRun(rig.call());
    }

    @ParameterizedTest
    @EnumSource
    void underTheSameIdAndAllTheSame(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      Scripted[] second = new Scripted[1];
      Scripted first =
          rig.runtime(
              call -> {
                second[0] = rig.runtime(Scripted.ALLOW);
                return CompletableFuture.completedFuture(Scripted.ALLOW);
              });
      rig.assertRan(rig.call());
      assertThat(second[0].asked).isEqualTo(first.asked).hasSize(1);
    }

    @EachModeAndForm
    void callEndsThoughInterceptorsKeepChanging(Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      AtomicInteger asked = new AtomicInteger();
      replacedForEver(rig, asked);
      rig.assertRanOnlyIf(mode.lenient(), rig.call());
      assertThat(asked).hasValue(16);
    }

    private void replacedForEver(Rig rig, AtomicInteger asked) {
      rig.runtime(
          call -> {
            asked.incrementAndGet();
            replacedForEver(rig, asked);
            return CompletableFuture.completedFuture(Scripted.ALLOW);
          });
    }

    @EachModeAndForm
    void callEndsThoughInterceptorsThatThrowKeepChanging(Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      AtomicInteger asked = new AtomicInteger();
      throwingForEver(rig, asked);
      rig.assertRanOnlyIf(mode.lenient(), rig.call());
      assertThat(asked).hasValue(16);
    }

    private void throwingForEver(Rig rig, AtomicInteger asked) {
      rig.runtime(
          call -> {
            asked.incrementAndGet();
            throwingForEver(rig, asked);
            throw new NoClassDefFoundError("on purpose");
          });
    }

    @EachModeAndForm
    void rightBeforeTheToolStarts(Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      rig.runtime(Scripted.ALLOW);
      rig.evidenceRequired();
      rig.journal =
          callRecord -> {
            rig.runtime(Scripted.DENY); // the present interceptor was not asked
            return rig.keep(callRecord);
          };
      rig.assertRanOnlyIf(mode.lenient(), rig.call());
    }
  }

  @Nested
  class ForeignInterceptor {
    @EachModeAndForm
    void allowsWhileNoRuntimeIsThere(Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      Scripted foreign = Scripted.saying(Scripted.ALLOW);
      foreign.authoritative = false;
      rig.seen = new ServiceSnapshot.InterceptorSnapshot(foreign, "foreign", "");
      rig.assertRanOnlyIf(mode.lenient(), rig.call());
    }

    @ParameterizedTest
    @EnumSource
    void allowsWhileTheRuntimeLeaves(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      rig.runtime(Scripted.ALLOW);
      Scripted foreign =
          new Scripted(
              call -> {
                rig.authority = null;
                return CompletableFuture.completedFuture(Scripted.ALLOW);
              });
      foreign.authoritative = false;
      rig.seen = new ServiceSnapshot.InterceptorSnapshot(foreign, "foreign", "");
      rig.assertNotRun(rig.call());
    }

    @ParameterizedTest
    @EnumSource
    void allowsWhileTheRuntimeIsThere(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      rig.runtime(Scripted.DENY);
      Scripted foreign = Scripted.saying(Scripted.ALLOW);
      foreign.authoritative = false;
      rig.seen = new ServiceSnapshot.InterceptorSnapshot(foreign, "foreign", "");
      rig.assertRan(rig.call());
    }

    @ParameterizedTest
    @EnumSource
    void allowsOnTheBasisOfAModeThatIsNotInForce(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      rig.runtime(new Verdict.Allow(Verdict.Basis.LENIENT_MODE, "stale", "", List.of()));
      rig.assertNotRun(rig.call());
    }

    @ParameterizedTest
    @EnumSource
    void foreignInterceptorCannotSayWhetherItIsAuthoritative(Form form) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      Scripted broken =
          new Scripted(call -> CompletableFuture.completedFuture(Scripted.ALLOW)) {
            @Override
            public boolean authoritative() {
              throw new NoClassDefFoundError("on purpose");
            }
          };
      rig.seen = new ServiceSnapshot.InterceptorSnapshot(broken, "broken", "");
      rig.authority = broken;
      rig.assertNotRun(rig.call());
    }

    @EachModeAndForm
    void denialOfItsOwnHolds(Mode mode, Form form) {
      Rig rig = new Rig(mode, form);
      rig.runtime(Verdict.Deny.fault("never mind why"));
      rig.assertNotRun(rig.call());
    }
  }
}
