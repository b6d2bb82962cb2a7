// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorCommand.Display;
import io.portcullis.api.operations.OperatorCommand.Invocation;
import io.portcullis.api.operations.OperatorContext;
import io.portcullis.control.internal.RecordedCommands.Run;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLookupTest {
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

  private static final Operator OPERATOR = new Operator("op", "control socket");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final BoundThreads operators = new BoundThreads();
  private final RecordedCommands own = new RecordedCommands(operators);
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

    public void status() {
      take("status");
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
    threadIo = new ThreadIOImpl();
    threadIo.start();
    gogo = new CommandProcessorImpl(threadIo);
    for (String name : List.of("take", "say", "give", "fail", "block")) {
      gogo.addCommand("test", foreign, name);
    }
    gogo.addCommand("portcullis", foreign, "give");
  }

  @AfterEach
  void stopGogo() {
    gogo.stop();
    threadIo.stop();
  }

  private int run(String... words) throws Exception {
    return new CommandLookup(own, () -> operators, () -> new GogoCommands(gogo))
        .run(List.of(words), "op", out, err);
  }

  private int runWithoutGogo(String... words) throws Exception {
    return new CommandLookup(own, () -> operators, () -> null).run(List.of(words), "op", out, err);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Nested
  class OwnCommands {
    @Test
    void runWithoutGogoAndPrintToTheOutput() throws Exception {
      assertThat(runWithoutGogo("status", "--json")).isZero();
      assertThat(out()).isEqualTo("all is well\n");
      assertThat(err()).isEmpty();
      assertThat(own.runs)
          .containsExactly(
              new Run("status", List.of("--json"), "op", Display.PLAIN, Optional.of(OPERATOR)));
    }

    @Test
    void leaveTheThreadUnboundAfterwards() throws Exception {
      assertThat(run("status")).isZero();
      assertThat(operators.current()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"terminal,TERMINAL", "colour,COLOUR_TERMINAL", "unheard-of,PLAIN", "'',PLAIN"})
    void getToKnowWhoReadsTheirOutput(String word, Display display) throws Exception {
      assertThat(run("--display=" + word, "status", "--json")).isZero();
      assertThat(run("status", "--display=" + word)).isZero();
      assertThat(own.runs).extracting(Run::display).containsExactly(display, Display.PLAIN);
      assertThat(own.runs.get(0).arguments()).containsExactly("--json");
      assertThat(own.runs.get(1).arguments()).containsExactly("--display=" + word);
    }

    @Test
    void ownCommandsMayBeNamedWithTheirScope() throws Exception {
      assertThat(runWithoutGogo("portcullis:status")).isZero();
      assertThat(own.runs).extracting(Run::name).containsExactly("status");
    }

    @Test
    void comeBeforeThoseOfTheSameNameInGogo() throws Exception {
      gogo.addCommand("portcullis", foreign, "status");
      assertThat(run("portcullis:status")).isZero();
      assertThat(out()).isEqualTo("all is well\n");
      assertThat(foreign.got.get()).isNull();
    }

    @Test
    void giveTheirExitCodeAndKeepVerdictsOnTheOutput() throws Exception {
      own.result = new RecordedCommands.Result(3, "{\"verdict\":\"deny\"}");
      assertThat(run("status")).isEqualTo(3);
      assertThat(out()).isEqualTo("{\"verdict\":\"deny\"}\n");
      assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void complainOnTheErrorStream(int code) throws Exception {
      own.result = new RecordedCommands.Result(code, "unknown\nusage: status");
      assertThat(run("status")).isEqualTo(code);
      assertThat(out()).isEmpty();
      assertThat(err()).isEqualTo("unknown\nusage: status\n");
    }

    @Test
    void getTheirArgumentsLiterally() throws Exception {
      for (String nasty : NASTY) {
        own.runs.clear();
        run("status", nasty, "x", nasty);
        assertThat(own.runs).extracting(Run::arguments).containsExactly(List.of(nasty, "x", nasty));
      }
    }
  }

  @Nested
  class WithoutTheShell {
    private static final CommandDirectory NONE =
        new CommandDirectory() {
          @Override
          public SortedSet<String> names() {
            return new TreeSet<>();
          }

          @Override
          public Optional<CharSequence> run(String name, Invocation invocation) {
            throw new AssertionError("a command was run");
          }
        };

    private void assertRefused(CommandDirectory commands, OperatorContext context, String word)
        throws Exception {
      err.reset();
      int code =
          new CommandLookup(commands, () -> context, () -> new GogoCommands(gogo))
              .run(List.of(word), "op", out, err);
      assertThat(code).isEqualTo(1);
      assertThat(out()).isEmpty();
      assertThat(err()).isEqualTo("no command was run: " + CommandLookup.NO_SHELL + "\n");
      assertThat(own.runs).isEmpty();
      assertThat(foreign.got.get()).isNull();
    }

    @Test
    void noCommandRunsWithoutAnOperatorContext() throws Exception {
      assertRefused(own, null, "status");
      assertRefused(own, null, "test:take");
    }

    @Test
    void gogoDoesNotRunAnOwnCommandAsTheUserOfTheProcess() throws Exception {
      gogo.addCommand("portcullis", foreign, "take");
      assertRefused(NONE, operators, "portcullis:take");
      assertRefused(NONE, operators, "take");
    }
  }

  @Nested
  class CommandsOfOthers {
    @Test
    void runInAThreadThatIsBoundToTheOperator() throws Exception {
      assertThat(run("test:take", "x")).isZero();
      assertThat(foreign.by.get()).contains(OPERATOR);
      assertThat(operators.current()).isEmpty();
    }

    @Test
    void keepTheServiceThatTheRequestBeganWith() throws Exception {
      Iterator<OperatorContext> contexts =
          List.<OperatorContext>of(operators, new BoundThreads()).iterator();
      new CommandLookup(own, contexts::next, () -> new GogoCommands(gogo))
          .run(List.of("test:take", "x"), "op", out, err);
      assertThat(foreign.by.get()).contains(OPERATOR);
      assertThat(operators.current()).isEmpty();
    }

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
    void needNoScopeInTheScopePortcullis() throws Exception {
      assertThat(run("give", "x")).isZero();
      assertThat(out()).isEqualTo("x\n");
    }

    @Test
    void giveOneLineWhenTheyThrow() throws Exception {
      assertThat(run("test:fail")).isEqualTo(1);
      assertThat(err()).isEqualTo("java.lang.IllegalStateException: two lines\n");
    }

    @Test
    void commandsOfOthersAreInterruptedWithTheThreadThatRunsThem() throws Exception {
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
    void unknownCommandsAreAnsweredWithTheKnownOnes() throws Exception {
      assertThat(run("frobnicate")).isEqualTo(127);
      assertThat(err())
          .isEqualTo("unknown command\nknown are status, and scope:function for Gogo's\n");
    }

    @Test
    void unknownCommandsAreAnsweredWithAHintIfAnotherIsSpelledSimilarly() throws Exception {
      for (String word : List.of("statsu", "portcullis:statsu")) {
        err.reset();
        assertThat(run(word)).isEqualTo(127);
        assertThat(err()).startsWith("unknown command; did you mean status?\n");
      }
      assertThat(own.runs).isEmpty();
    }

    @Test
    void includeThoseOfGogoWhileGogoIsMissing() throws Exception {
      assertThat(runWithoutGogo("test:take")).isEqualTo(127);
      assertThat(err()).contains("Gogo is missing");
    }

    @Test
    void includeEveryInvalidName() throws Exception {
      for (String word :
          List.of(
              "",
              ":",
              "a:",
              "--display=colour",
              "test:take x",
              "test:take;test:fail",
              "$args",
              "test:take\n",
              "(x)")) {
        assertThat(run(word)).as(word).isEqualTo(127);
      }
      assertThat(foreign.got.get()).isNull();
    }
  }
}
