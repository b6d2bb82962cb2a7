// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.support.config.schema.MetatypeReader;
import io.portcullis.support.config.schema.Pid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The names of configuration files. A copy such as {@code PID-old.cfg} beside {@code PID.cfg}
 * configures nothing: File Install makes it an instance of a factory that does not exist.
 */
public final class ConfigurationNames {
  private static final String OURS = "io.portcullis.";

  /** The separators between a PID and the name of an instance or a target. */
  private static final List<String> MARKS = List.of("-", "~", "|");

  private final Map<String, Pid> pids = new HashMap<>();

  private ConfigurationNames() {}

  /**
   * Finds the first file that is not the configuration of its PID. The bundles are read only if a
   * name could be a copy, because that takes a tenth of the start. The health of the running
   * container shows all other problems of names.
   *
   * @param folders the folders with configuration files
   * @return as of one file
   */
  public static String problem(BundlePlan plan, List<Path> folders) throws LaunchException {
    ConfigurationNames names = null;
    for (Path folder : folders) {
      for (Path file : files(folder)) {
        if (MARKS.stream().anyMatch(file.getFileName().toString()::contains)) {
          names = names == null ? of(plan) : names;
          String problem = names.problem(file);
          if (!problem.isEmpty()) {
            return problem;
          }
        }
      }
    }
    return "";
  }

  /** Reads which PIDs our bundles of a plan declare. */
  static ConfigurationNames of(BundlePlan plan) throws LaunchException {
    ConfigurationNames names = new ConfigurationNames();
    for (BundlePlan.Entry entry : plan.entries()) {
      try (JarFile jar = new JarFile(entry.file().toFile())) {
        names.add(jar);
      } catch (IOException e) {
        throw new LaunchException("cannot read " + entry.file() + ": " + e.getMessage());
      }
    }
    return names;
  }

  private void add(JarFile jar) throws IOException {
    for (JarEntry document : Collections.list(jar.entries())) {
      String name = document.getName();
      if (name.startsWith(MetatypeReader.FOLDER) && name.endsWith(".xml")) {
        try (InputStream in = jar.getInputStream(document)) {
          MetatypeReader.read(in).stream()
              .filter(pid -> pid.name().startsWith(OURS))
              .forEach(pid -> pids.put(pid.name(), pid));
        }
      }
    }
  }

  private static NavigableSet<Path> files(Path folder) throws LaunchException {
    NavigableSet<Path> files = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(folder, OURS + "*.{cfg,config}")) {
        found.forEach(files::add);
      } catch (IOException e) {
        throw new LaunchException("cannot read " + folder + ": " + e);
      }
    }
    return files;
  }

  /** Returns the file, the problem of its name and the remedy; empty without a problem. */
  String problem(Path file) {
    String name = file.getFileName().toString();
    String problem = wrong(name.substring(0, name.lastIndexOf('.')));
    return problem.isEmpty() ? "" : file + ": " + problem;
  }

  private String wrong(String name) {
    if (pids.containsKey(name)) {
      return "";
    }
    Pid extended = extended(name);
    if (extended == null || isInstance(extended, name)) {
      return "";
    }
    return extended.factory()
        ? "the name of a configuration follows a dash, as in %s-NAME.cfg".formatted(extended.name())
        : "only %s.cfg configures %s; rename or remove this file"
            .formatted(extended.name(), extended.name());
  }

  private static boolean isInstance(Pid pid, String name) {
    return pid.factory() && name.charAt(pid.name().length()) == '-';
  }

  private @Nullable Pid extended(String name) {
    for (String mark : MARKS) {
      int end = name.indexOf(mark);
      Pid pid = end < 0 ? null : pids.get(name.substring(0, end));
      if (pid != null) {
        return pid;
      }
    }
    return null;
  }
}
