// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import dev.langchain4j.service.AiServices;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.AgentIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The demonstration as the main program of the process; the launcher calls it. */
@Component(service = ToIntFunction.class, property = "main.program=demo")
public final class DemoProgram implements ToIntFunction<List<String>> {
  private final GovernedTools governed;
  private final RunningFramework framework;

  /** The agent. */
  interface Agent {
    String work(String task);
  }

  /**
   * Prepares, but does not begin.
   *
   * @param context of this bundle
   * @param governed the adapter
   * @param configurations through which mode and policy are set
   */
  @Activate
  public DemoProgram(
      BundleContext context,
      @Reference GovernedTools governed,
      @Reference ConfigurationAdmin configurations) {
    this.governed = governed;
    framework = new RunningFramework(context, configurations);
  }

  @Override
  public int applyAsInt(List<String> arguments) {
    boolean assembly = arguments.equals(List.of("--runtime", "assembly"));
    if (!assembly && !arguments.isEmpty()) {
      throw new IllegalArgumentException("not understood: " + arguments);
    }
    try {
      return tellStory(assembly);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int tellStory(boolean assembly) throws IOException {
    Path folder = Files.createTempDirectory("portcullis-demo-");
    try (Authority authority =
        assembly
            ? new RuntimeProcess(framework, folder.resolve("runtime.sock"))
            : new EmbeddedAuthority(framework)) {
      Path policy = writePolicy(folder);
      OsgiEngineOperations engine = new OsgiEngineOperations(framework, authority);
      engine.begin(policy);
      Workspace workspace = new Workspace(Files.createDirectory(folder.resolve("files")));
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
      return run(governed, engine, new Story(workspace, authority.manner()), out);
    } finally {
      delete(folder);
    }
  }

  private static Path writePolicy(Path folder) throws IOException {
    Path policy = folder.resolve("policy.yaml");
    try (InputStream document =
        DemoProgram.class.getResourceAsStream("/io/portcullis/demo/policy.yaml")) {
      Files.copy(Objects.requireNonNull(document, "policy.yaml"), policy);
    }
    return policy;
  }

  static int run(GovernedTools governed, EngineOperations engine, Story story, PrintStream out) {
    out.println("A LangChain4j agent with five tools works; each call passes the gate.");
    List<Step> steps = story.steps();
    Workspace workspace = story.workspace();
    StepReport account = new StepReport(out, workspace);
    GovernedTools ofAgent = governed.forAgent(AgentIdentity.of(Story.AGENT));
    AiServices.builder(Agent.class)
        .chatModel(new ScriptedAgent(steps, engine, account))
        .tools(ofAgent.tools(workspace))
        .hallucinatedToolNameStrategy(ofAgent.hallucinatedTool())
        .build()
        .work("Tidy up the workspace.");
    account.journal(engine);
    return account.sum(steps.size() + 1);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
