// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Properties;

/**
 * The lock files that this process holds. All copies of this class in the process share the system
 * properties and the monitor, also those of different class loaders.
 */
final class HeldLocks {
  /** Guards every step on a lock file. A string literal is one object in the whole process. */
  static final Object MONITOR = "io.portcullis.support.files.lock";

  private static final String PREFIX = "io.portcullis.lock:";

  private HeldLocks() {}

  /** Returns the name of a path, which stays held when the file there is replaced. */
  static String name(Path file) throws IOException {
    return PREFIX + file.toRealPath();
  }

  /** Returns the name of the file that is now at a path. Another path may lead to the same file. */
  static String identity(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return PREFIX + (key != null ? key : file.toRealPath());
  }

  static boolean containsAny(List<String> names) {
    Properties held = System.getProperties();
    return names.stream().anyMatch(held::containsKey);
  }

  static void add(List<String> names) {
    names.forEach(name -> System.getProperties().setProperty(name, "locked"));
  }

  static void remove(List<String> names) {
    names.forEach(name -> System.getProperties().remove(name));
  }
}
