// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.suggest;

import io.portcullis.cli.policy.draft.Fence;
import io.portcullis.cli.tool.JsonTree;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The paths that one argument had in recorded calls. Only their common folder is kept. */
final class SeenPaths {
  private long calls;
  private boolean text;
  private boolean list;
  private boolean nothing;
  private boolean comparable = true;
  private boolean several;
  private @Nullable Path common;

  /** Adds the value of one call. */
  void add(Object value) {
    calls++;
    if (value instanceof String path) {
      text = true;
      path(path);
    } else if (value == JsonTree.NULL) {
      nothing = true;
    } else if (value instanceof List<?> paths && !paths.isEmpty()) {
      list = true;
      for (Object each : paths) {
        path(each instanceof String path ? path : "");
      }
    } else {
      comparable = false;
    }
  }

  /** Other forms than absolute ones mean different files to different programs. */
  private void path(String path) {
    boolean plain =
        path.startsWith("/") && path.chars().noneMatch(c -> c < ' ' || "\\%~".indexOf(c) >= 0);
    if (!plain) {
      comparable = false;
      return;
    }
    Path normal = Path.of(path).normalize();
    Path before = common;
    several |= before != null && !before.equals(normal);
    common = before == null ? normal : commonFolder(before, normal);
  }

  private static Path commonFolder(Path one, Path other) {
    Path folder = one;
    while (folder.getParent() != null && !other.startsWith(folder)) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Returns the folder of all paths; empty if they have none but the root. */
  String folder() {
    Path found = common;
    if (!comparable || found == null || text == list) {
      return "";
    }
    Path parent = found.getParent();
    Path folder = several || parent == null || parent.getParent() == null ? found : parent;
    return folder.getParent() == null ? "" : folder.toString();
  }

  /**
   * Returns the fence.
   *
   * @param of the number of calls, with or without the argument
   */
  Fence fence(String name, long of) {
    return new Fence(name, list, calls == of, nothing);
  }
}
