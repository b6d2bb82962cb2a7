// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;

/**
 * Stands before File Install's own installer of configuration files, and makes the configuration of
 * a PID a function of the files that exist: the one in the main folder counts, else the one in
 * another folder. File Install alone lets the last change win, and deletes the configuration with
 * any of the files. Thread-safe.
 */
final class FilePrecedence implements ArtifactInstaller {
  private final File main;
  private final ArtifactInstaller installer;
  private final Map<String, NavigableSet<File>> files = new HashMap<>();
  private volatile List<ConfigurationFinding> findings = List.of();

  /**
   * Knows no file yet.
   *
   * @param main the folder whose files count first
   * @param installer File Install's own
   */
  FilePrecedence(File main, ArtifactInstaller installer) {
    this.main = main.getAbsoluteFile();
    this.installer = installer;
  }

  @Override
  public boolean canHandle(File file) {
    return installer.canHandle(file);
  }

  @Override
  public void install(File file) throws Exception {
    put(file);
  }

  @Override
  public void update(File file) throws Exception {
    put(file);
  }

  private synchronized void put(File file) throws Exception {
    NavigableSet<File> rivals = rivals(file);
    rivals.add(file.getAbsoluteFile());
    report();
    installer.install(rivals.first());
  }

  @Override
  public synchronized void uninstall(File file) throws Exception {
    NavigableSet<File> rivals = rivals(file);
    rivals.remove(file.getAbsoluteFile());
    report();
    if (rivals.isEmpty()) {
      files.remove(name(file));
      installer.uninstall(file);
    } else {
      installer.install(rivals.first());
    }
  }

  /** The files of one PID, those in the main folder included, which may be known later. */
  private NavigableSet<File> rivals(File file) {
    NavigableSet<File> rivals = files.computeIfAbsent(name(file), name -> new TreeSet<>(order()));
    rivals.removeIf(each -> !each.isFile());
    for (String suffix : List.of(".cfg", ".config")) {
      File first = new File(main, name(file) + suffix);
      if (first.isFile()) {
        rivals.add(first);
      }
    }
    return rivals;
  }

  private Comparator<File> order() {
    return Comparator.<File, Boolean>comparing(each -> !isMain(each))
        .thenComparing(each -> !each.getName().endsWith(".cfg"))
        .thenComparing(Comparator.naturalOrder());
  }

  private boolean isMain(File file) {
    @Nullable File folder = file.getParentFile();
    return main.equals(folder);
  }

  private static String name(File file) {
    String name = file.getName();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private void report() {
    List<ConfigurationFinding> found = new ArrayList<>();
    files.forEach(
        (name, rivals) -> {
          if (name.startsWith(DeclaredPids.PREFIX)) {
            rivals.stream().skip(1).forEach(each -> found.add(shadowed(each, rivals.first())));
          }
        });
    findings = List.copyOf(found);
  }

  private static ConfigurationFinding shadowed(File file, File counts) {
    return ConfigurationFinding.critical(
        "%s is ignored: %s counts; remove one of them".formatted(file, counts));
  }

  /** Returns the files that count for nothing. */
  List<ConfigurationFinding> findings() {
    return findings;
  }
}
