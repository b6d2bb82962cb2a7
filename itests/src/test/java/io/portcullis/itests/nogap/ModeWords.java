// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The mode bundle, whose configuration also goes through everything that means enforce. */
record ModeWords(SwappableBundle bundle, Configurations configurations) implements Swappable {

  @Override
  public List<Way> ways() {
    List<Way> ways = new ArrayList<>(bundle.ways());
    ways.add(new Way("unset", null, () -> configurations.delete(ContainerEngine.MODE)));
    ways.add(new Way("blank", null, () -> configure(" ")));
    ways.add(new Way("unknown", null, () -> configure("permissive")));
    ways.add(new Way("enforce", null, () -> configure("enforce")));
    return ways;
  }

  private void configure(String word) {
    configurations.set(ContainerEngine.MODE, Map.of("mode", word));
  }
}
