// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A runtime on an Agent Assembly socket, in a process of its own that is killed. */
final class RuntimeProcess implements Authority {
  private static final String MAIN = "io.portcullis.demo.internal.runtime.DemoRuntime";
  private static final String TRANSPORT = "assembly";

  private final RunningFramework framework;
  private final Path socket;
  private @Nullable Path policy;
  private @Nullable Process process;
  private @Nullable BufferedReader told;

  RuntimeProcess(RunningFramework framework, Path socket) {
    this.framework = framework;
    this.socket = socket;
  }

  @Override
  public Manner manner() {
    return new Manner(
        "The process of the runtime is killed (kill -9)",
        "the runtime is dead",
        "The process of the runtime is started again",
        false);
  }

  @Override
  public void begin(Path document) {
    policy = document;
    framework.configureOneOf(
        "io.portcullis.transport.assembly",
        Map.of("agentId", Story.AGENT, "socketPath", socket.toString()));
    framework.configure(
        "io.portcullis.interceptor",
        Map.of("transport.target", "(transport.name=" + TRANSPORT + ")", "timeoutMs", 10_000L));
    start();
  }

  @Override
  public void start() {
    try {
      Process started = launch();
      process = started;
      told =
          new BufferedReader(
              new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
      hear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    framework.awaitAuthority(TRANSPORT);
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            MAIN,
            socket.toString(),
            Story.AGENT,
            String.valueOf(policy))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private String classPath() {
    Path distribution = Path.of(framework.property("portcullis.dist"));
    return distribution.resolve("lib/demo/*")
        + File.pathSeparator
        + distribution.resolve("lib/standalone/*");
  }

  @Override
  public void stop() {
    close();
    framework.awaitNoAuthority(TRANSPORT);
  }

  @Override
  public void reviewNext(boolean approve) {
    try {
      if (process == null) {
        throw new IllegalStateException("the runtime is not started");
      }
      OutputStream words = process.getOutputStream();
      words.write((approve ? "approve\n" : "reject\n").getBytes(StandardCharsets.UTF_8));
      words.flush();
      hear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line: it has done what it was started for or asked to. */
  private void hear() throws IOException {
    if (told == null || told.readLine() == null) {
      throw new IOException("the process of the runtime has ended");
    }
  }

  @Override
  public void close() {
    if (process != null) {
      try {
        process.destroyForcibly().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
