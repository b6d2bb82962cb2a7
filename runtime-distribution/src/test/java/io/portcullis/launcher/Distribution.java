// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The unpacked distribution with a home of its own, and the processes that a test starts from it.
 */
public final class Distribution implements AutoCloseable {
  private static final long SECONDS = 120;
  private static final Executor THREADS = task -> new Thread(task, "process-output").start();

  /** What a finished process left behind. */
  public record Finished(int exitCode, String out, String err) {}

  private final Path shipped;
  private final Path home;
  private final List<Process> started = new ArrayList<>();

  private Distribution(Path shipped, Path home) {
    this.shipped = shipped;
    this.home = home;
  }

  static Path built() {
    return Path.of(System.getProperty("portcullis.distribution"));
  }

  /** The distribution as it was built. */
  public static Distribution withHome(Path home) {
    return new Distribution(built(), home);
  }

  /** A copy whose feature files the test may spoil; the jars are shared. */
  static Distribution copy(Path folder) throws IOException {
    for (String name : List.of("bin", "features", "etc")) {
      copy(built().resolve(name), folder.resolve(name));
    }
    for (String name : List.of("lib", "repository")) {
      Files.createSymbolicLink(folder.resolve(name), built().resolve(name));
    }
    return new Distribution(folder, folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** A bundle without classes. */
  static void writeBundle(Path file, String symbolicName, String imports) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.putValue("Manifest-Version", "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", symbolicName);
    attributes.putValue("Bundle-Version", "1.0.0");
    if (!imports.isEmpty()) {
      attributes.putValue("Import-Package", imports);
    }
    // Elsewhere first: the watcher must not see half a file.
    Path whole = Files.createTempFile("bundle", ".jar");
    try (OutputStream out = Files.newOutputStream(whole)) {
      new JarOutputStream(out, manifest).close();
    }
    Files.createDirectories(file.getParent());
    Files.move(whole, file);
  }

  /** Gives the home the shipped configuration, with these features. */
  void copyConfiguration(String features) throws IOException {
    Files.createDirectories(home);
    copy(shipped.resolve("etc"), home.resolve("etc"));
    setFeatures(features);
  }

  /** Sets the features with which the home starts next. */
  void setFeatures(String features) throws IOException {
    Path settings = home.resolve("etc/framework.properties");
    String text = Files.readString(settings);
    Files.writeString(
        settings,
        text.replaceAll("(?m)^portcullis.features *=.*$", "portcullis.features = " + features));
  }

  Path home() {
    return home;
  }

  Path shipped() {
    return shipped;
  }

  /** Starts a command and does not wait for it. */
  Process start(String... arguments) throws IOException {
    return start(shipped.resolve("bin/portcullis"), arguments);
  }

  Process start(Path script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PORTCULLIS_HOME", home.toString());
    // Not the state of the developer.
    builder.environment().put("XDG_STATE_HOME", built().resolveSibling("test-state").toString());
    builder.environment().put("JAVA_OPTS", System.getProperty("portcullis.jvmArgs", ""));
    Process process = builder.start();
    process.getOutputStream().close();
    started.add(process);
    return process;
  }

  /** Runs a command to its end. */
  public Finished run(String... arguments) throws Exception {
    return finish(start(arguments));
  }

  /** Sends SIGTERM; unlike {@link Process#destroy} this leaves the streams open. */
  static void terminate(Process process) {
    process.toHandle().destroy();
  }

  static Finished finish(Process process) throws Exception {
    CompletableFuture<String> out = text(process.getInputStream());
    CompletableFuture<String> err = text(process.getErrorStream());
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process does not end: " + out.get() + err.get());
    }
    return new Finished(process.exitValue(), out.get(), err.get());
  }

  /** The first line of output; the rest is left for {@link #finish}. */
  static String firstLine(Process process) throws Exception {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> line(process), THREADS);
    String read = line.get(SECONDS, TimeUnit.SECONDS);
    if (read.isEmpty()) {
      throw new AssertionError("no line, but: " + finish(process));
    }
    return read;
  }

  // Byte by byte, so that nothing of what follows is taken.
  private static String line(Process process) {
    StringBuilder line = new StringBuilder();
    try {
      InputStream in = process.getInputStream();
      for (int c = in.read(); c != -1 && c != '\n'; c = in.read()) {
        line.append((char) c);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return line.toString();
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        THREADS);
  }

  /** Asks the running container again and again until the answer contains the text. */
  public Finished ctlUntil(String text, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("ctl"));
    arguments.addAll(List.of(command));
    AtomicReference<Finished> answer = new AtomicReference<>();
    until(
        text,
        () -> {
          answer.set(run(arguments.toArray(String[]::new)));
          return answer.get().out() + answer.get().err();
        });
    return answer.get();
  }

  /** Looks again and again, each time after the container has answered a command. */
  void until(String text, Callable<String> look) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    String seen = look.call();
    while (!seen.contains(text)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(text + " never comes, but: " + seen);
      }
      run("ctl", "status");
      seen = look.call();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    // Links out of the temporary folder make its removal complain.
    if (!shipped.equals(built())) {
      try (Stream<Path> files = Files.walk(shipped)) {
        for (Path link : files.filter(Files::isSymbolicLink).toList()) {
          Files.delete(link);
        }
      }
    }
  }
}
