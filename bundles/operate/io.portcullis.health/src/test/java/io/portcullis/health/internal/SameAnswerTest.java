// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorCommand.Display;
import io.portcullis.api.operations.OperatorCommand.Invocation;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.status.EngineInspector;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.engine.StatusCommand;
import io.portcullis.status.internal.EngineInspectorComponent;
import io.portcullis.testkit.fake.RegisteredEngine;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.ServiceRegistration;

/** The shell's {@code status} and the posture check give one answer. */
class SameAnswerTest {
  private static final Pattern GATE =
      Pattern.compile("\"gate\":\\{\"open\":(true|false),\"why\":(?:null|\"(.*?)\"),\"reasons\"");

  @RegisterExtension final RunningFramework framework = new RunningFramework();
  private RegisteredEngine engine;
  private ServiceRegistration<EngineInspector> inspector;

  private enum Fault {
    NONE(true, engine -> {}),
    NO_GATE(false, engine -> engine.gate.unregister()),
    NO_JOURNAL(false, engine -> engine.journal.unregister()),
    JOURNAL_FAILS(false, engine -> engine.critical("journal", "the disk is full")),
    NO_OPERATOR_CONTROL(false, engine -> engine.clearance.unregister()),
    SELF_TEST_NOT_PASSED(
        false,
        engine ->
            engine.gateHealth.set(
                new Health("gate", Health.Level.CRITICAL, "it was allowed", "self_test_failed"))),
    TRANSPORT_GONE(
        false,
        engine -> {
          engine.runtime.unregister();
          engine.transport.unregister();
        }),
    CEILING_UNDER_ANOTHER_NAME(
        false, engine -> engine.failClosed(GovernanceInterceptor.CEILING, Integer.MAX_VALUE)),
    STRANGER_WITH_THE_NAME_OF_THE_CEILING(
        true,
        engine -> engine.stranger(500, Map.of(GovernanceInterceptor.NAME, "fail-closed ceiling"))),
    FLOOR_MISSING(true, engine -> engine.floor.unregister()),
    CEILING_MISSING(
        false,
        engine -> {
          engine.runtime.unregister();
          engine.stranger(500, Map.of());
        }),
    MODE_REFUSED(true, engine -> engine.critical("mode", "unknown word, so it is enforce")),
    MODE_UNREADABLE(
        true,
        engine ->
            engine.mode.set(
                () -> {
                  throw new IllegalStateException("stopped");
                })),
    LENIENT_WITHOUT_A_JOURNAL(
        true,
        engine -> {
          engine.mode.set(() -> EnforcementMode.OBSERVE);
          engine.journal.unregister();
        }),
    EVERYTHING_PAUSED(false, engine -> engine.order(OperationScope.ALL, State.PAUSED, "lunch")),
    ORDERS_UNREADABLE(
        false,
        engine ->
            engine.orders.set(
                () -> {
                  throw new IllegalStateException("stopped");
                }));

    private final boolean open;
    private final Consumer<RegisteredEngine> change;

    Fault(boolean open, Consumer<RegisteredEngine> change) {
      this.open = open;
      this.change = change;
    }
  }

  @BeforeEach
  void start() {
    engine = new RegisteredEngine(framework.context());
    inspector =
        framework.register(
            EngineInspector.class, new EngineInspectorComponent(framework.context()), Map.of());
    HealthChecksComponent unused = new HealthChecksComponent(framework.context());
  }

  private Matcher shell() throws Exception {
    String json =
        new StatusCommand(new CurrentServices(framework.context()))
            .run(new Invocation(List.of("--json"), "operator", Display.PLAIN))
            .toString();
    Matcher gate = GATE.matcher(json);
    assertThat(gate.find()).as(json).isTrue();
    return gate;
  }

  private void assertBothSay(boolean open) throws Exception {
    Matcher gate = shell();
    Result posture = framework.execute("posture");
    assertThat(gate.group(1)).isEqualTo(String.valueOf(open));
    if (open) {
      assertThat(posture.toString()).doesNotContain("nothing can be allowed");
    } else {
      assertThat(posture.getStatus()).isEqualTo(Status.CRITICAL);
      assertThat(posture.toString()).contains(gate.group(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerIsTheSameForEachFault(Fault fault) throws Exception {
    assertBothSay(true);
    fault.change.accept(engine);
    assertBothSay(fault.open);
  }

  @Test
  void answerIsShutWithoutTheStatusBundle() throws Exception {
    inspector.unregister();
    assertBothSay(false);
  }

  @Test
  void answerIsShutWhenTheInspectionFails() throws Exception {
    inspector.unregister();
    framework.register(
        EngineInspector.class,
        () -> {
          throw new NoClassDefFoundError("gone");
        },
        Map.of());
    assertBothSay(false);
  }
}
