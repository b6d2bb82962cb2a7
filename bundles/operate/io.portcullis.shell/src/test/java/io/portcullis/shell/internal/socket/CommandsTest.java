// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.CurrentOperator.Operator;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.shell.internal.ActingOperators;
import io.portcullis.shell.internal.Fakes;
import io.portcullis.shell.internal.PortcullisCommands;
import io.portcullis.shell.internal.RecentCalls;
import io.portcullis.shell.internal.RunningFramework;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CommandsTest {
  private static final List<String> NASTY =
      List.of(
          "{\"a\":\"it's $HOME ${x} $(felix:exit) `x`\",\"b\":[1,2]}",
          "a b",
          "",
          "|",
          "a | felix:exit",
          "; felix:exit",
          "&&",
          "=",
          "$args",
          "#comment",
          "*",
          "?",
          "~",
          "\\",
          "\"",
          "'",
          "line\nline\r\n\ttab",
          "null",
          "true",
          "1.50",
          "--flag",
          "(x)",
          "<x>",
          "{}",
          "{a,b}",
          "[1 2]",
          "%(1+1)",
          "ü 漢字 🏰",
          "\u0001\u007f");

  @RegisterExtension final RunningFramework framework = new RunningFramework();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ActingOperators operators = new ActingOperators();
  private PortcullisCommands own;
  private ThreadIOImpl threadIo;
  private CommandProcessorImpl gogo;

  /** Commands of another bundle. */
  public final class Foreign {
    final AtomicReference<List<String>> got = new AtomicReference<>();
    final AtomicReference<Optional<Operator>> by = new AtomicReference<>();
    final CountDownLatch running = new CountDownLatch(1);
    final CompletableFuture<Thread> interrupted = new CompletableFuture<>();

    public void take(String... arguments) {
      by.set(operators.current());
      got.set(List.of(arguments));
    }

    public void say(String text) {
      System.out.println(text);
      System.err.println("and " + text);
    }

    public CharSequence give(String text) {
      return text;
    }

    public void fail() {
      throw new IllegalStateException("two\nlines");
    }

    public void block() throws InterruptedException {
      running.countDown();
      try {
        new CountDownLatch(1).await(1000, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted.complete(Thread.currentThread());
        throw e;
      }
    }
  }

  private final Foreign foreign = new Foreign();

  @BeforeEach
  void startGogo() {
    own = new PortcullisCommands(framework.context(), new RecentCalls(), operators);
    threadIo = new ThreadIOImpl();
    threadIo.start();
    gogo = new CommandProcessorImpl(threadIo);
    for (String name : List.of("take", "say", "give", "fail", "block")) {
      gogo.addCommand("test", foreign, name);
    }
    gogo.addCommand("portcullis", foreign, "give");
    for (String name : List.of("status", "check", "bundles")) {
      gogo.addCommand("portcullis", own, name);
    }
  }

  @AfterEach
  void stopGogo() {
    gogo.stop();
    threadIo.stop();
  }

  private int run(String... words) throws Exception {
    return new Commands(own, () -> new GogoCommands(gogo, operators), operators)
        .run(List.of(words), "op", out, err);
  }

  private int runWithoutGogo(String... words) throws Exception {
    return new Commands(own, () -> null, operators).run(List.of(words), "op", out, err);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private AtomicReference<ToolCall> captureCalls() {
    AtomicReference<ToolCall> asked = new AtomicReference<>();
    framework.register(
        ToolGate.class,
        Fakes.gate(
            call -> {
              asked.set(call);
              return CompletableFuture.completedFuture(
                  new ToolGate.Decision(call, Verdict.Deny.fault("captured")));
            }),
        Map.of());
    return asked;
  }

  @Nested
  class OwnCommands {
    @Test
    void namesTheOperatorWhileACommandRunsAndNotAfterwards() throws Exception {
      assertThat(run("test:take", "x")).isZero();
      assertThat(foreign.by.get()).contains(new Operator("op", "control socket"));
      assertThat(operators.current()).isEmpty();
    }

    @Test
    void runWithoutGogoAndPrintToTheOutput() throws Exception {
      assertThat(runWithoutGogo("status")).isZero();
      assertThat(out()).contains("deciding").endsWith("\n");
      assertThat(err()).isEmpty();
    }

    @Test
    void mayBeNamedWithTheirScope() throws Exception {
      assertThat(runWithoutGogo("portcullis:bundles")).isZero();
      assertThat(out()).contains("org.apache.felix.framework");
    }

    @Test
    void giveTheirExitCodeAndKeepVerdictsOnTheOutput() throws Exception {
      captureCalls();
      assertThat(run("check", "--tool", "x")).isEqualTo(3);
      assertThat(out()).startsWith("{\"verdict\":\"deny\"");
    }

    @Test
    void complainOnTheErrorStream() throws Exception {
      assertThat(run("mode", "bogus")).isEqualTo(2);
      assertThat(out()).isEmpty();
      assertThat(err()).isEqualTo("unknown mode bogus\nusage: mode [enforce|observe|disabled]\n");
    }

    @Test
    void getTheirArgumentsLiterally() throws Exception {
      AtomicReference<ToolCall> asked = captureCalls();
      for (String nasty : NASTY) {
        run("check", "--tool", "t" + nasty, "--args", "{\"k\":1}", "--source", nasty);
        assertThat(asked.get().tool()).isEqualTo("t" + nasty);
        assertThat(asked.get().source()).isEqualTo(nasty);
      }
      run("check", "--tool", "x", "--args", NASTY.get(0));
      assertThat(asked.get().arguments()).isEqualTo(NASTY.get(0));
    }
  }

  @Nested
  class CommandsOfOthers {
    @Test
    void getTheirArgumentsLiterally() throws Exception {
      for (String nasty : NASTY) {
        assertThat(run("test:take", nasty, "x", nasty)).isZero();
        assertThat(foreign.got.get()).containsExactly(nasty, "x", nasty);
      }
      assertThat(run("test:take")).isZero();
      assertThat(foreign.got.get()).isEmpty();
    }

    @Test
    void printToBothStreamsAndReturnValues() throws Exception {
      assertThat(run("test:say", "grüße")).isZero();
      assertThat(out()).isEqualTo("grüße\n");
      assertThat(err()).isEqualTo("and grüße\n");
      assertThat(run("test:give", "more")).isZero();
      assertThat(out()).endsWith("more\n");
    }

    @Test
    void inThePortcullisScopeNeedNoScope() throws Exception {
      assertThat(run("give", "x")).isZero();
      assertThat(out()).isEqualTo("x\n");
    }

    @Test
    void thatThrowGiveOneLine() throws Exception {
      assertThat(run("test:fail")).isEqualTo(1);
      assertThat(err()).isEqualTo("java.lang.IllegalStateException: two lines\n");
    }

    @Test
    void areInterruptedWithTheThreadThatRunsThem() throws Exception {
      Thread runner =
          new Thread(
              () -> {
                try {
                  run("test:block");
                } catch (Exception e) {
                  // the interruption, which the command has noticed too
                }
              });
      runner.start();
      foreign.running.await();
      runner.interrupt();
      // Gogo's thread sets System.out once more when it ends.
      for (Thread thread : List.of(runner, foreign.interrupted.get(60, TimeUnit.SECONDS))) {
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @Nested
  class UnknownCommands {
    @Test
    void areAnsweredWithTheKnownOnes() throws Exception {
      assertThat(run("frobnicate")).isEqualTo(127);
      assertThat(err())
          .isEqualTo(
              "unknown command; known are approvals, approve, bundles, check, deny, mode, operations,"
                  + " pause, policy, recent, reinstate, resume, start, status, stop, terminate, update, and scope:function for Gogo's\n");
    }

    @Test
    void includeThoseOfGogoWhileItIsNotThere() throws Exception {
      assertThat(runWithoutGogo("test:take")).isEqualTo(127);
      assertThat(err()).contains("Gogo is not there");
    }

    @Test
    void includeWhateverIsNoName() throws Exception {
      for (String word :
          List.of(
              "", ":", "a:", "test:take x", "test:take;test:fail", "$args", "test:take\n", "(x)")) {
        assertThat(run(word)).as(word).isEqualTo(127);
      }
      assertThat(foreign.got.get()).isNull();
    }
  }

  @Nested
  class InTheGogoShell {
    private Object execute(String line) throws Exception {
      try (CommandSession session =
          gogo.createSession(new ByteArrayInputStream(new byte[0]), out, err)) {
        Object result = session.execute(line);
        return result == null ? null : session.format(result, 0).toString();
      }
    }

    @Test
    void commandsGiveText() throws Exception {
      assertThat(execute("portcullis:status").toString()).contains("deciding");
      assertThat(execute("portcullis:status --json").toString()).startsWith("{\"mode\"");
      assertThat(execute("portcullis:check").toString()).contains("--tool is missing", "usage:");
    }

    @Test
    void quotedJsonArrives() throws Exception {
      AtomicReference<ToolCall> asked = captureCalls();
      execute("portcullis:check --tool x --args '{\"a\": \"b c\"}'");
      assertThat(asked.get().arguments()).isEqualTo("{\"a\": \"b c\"}");
    }
  }
}
