// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import io.portcullis.policy.model.PolicyException;
import io.portcullis.standalone.Portcullis;
import io.portcullis.standalone.PortcullisBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Engines over policies with a number of tools, and the names to call them by. */
public final class Engines {
  /** Arguments such as those of a tool that reads a file. */
  public static final String ARGUMENTS = "{\"path\":\"/srv/reports/2026-03.txt\",\"limit\":100}";

  private Engines() {}

  /** Returns an engine whose policy allows the given tools and denies all others. */
  static Portcullis over(int tools, String more, UnaryOperator<PortcullisBuilder> parts) {
    Path file = null;
    try {
      file = Files.createTempFile("portcullis-benchmark", ".yaml");
      Files.writeString(file, policy(tools, more));
      return parts.apply(Portcullis.builder().policies(file)).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    if (file != null && !file.toFile().delete()) {
      file.toFile().deleteOnExit();
    }
  }

  /**
   * A document with that many tools, in a form that scans no arguments unasked; more lines go to
   * the end of its tools.
   */
  static String policy(int tools, String more) {
    StringBuilder document = new StringBuilder("tools:\n  \"*\": {allow: false}\n");
    for (int i = 0; i < tools; i++) {
      document.append("  ").append(name(i)).append(": {allow: true}\n");
    }
    return "apiVersion: portcullis/v1\nspec:\n" + document.append(more).toString().indent(2);
  }

  /** Names in an order that no cache foresees; their number is a power of two. */
  static String[] names(int tools) {
    Random random = new Random(42);
    String[] names = new String[16_384];
    for (int i = 0; i < names.length; i++) {
      names[i] = name(random.nextInt(tools)); // new text each time: no hash is known yet
    }
    return names;
  }

  private static String name(int number) {
    return "tool_" + number;
  }
}
