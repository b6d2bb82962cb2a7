// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import java.util.List;

/**
 * Takes something away and brings it back, many times. Each time it waits until every caller has
 * been denied while it was away, and has run again when it was back.
 *
 * @param arena where the callers are
 * @param swapped what is taken away
 * @param window tells the callers
 * @param denies whether calls are denied meanwhile
 */
record Swaps(Arena arena, Swappable swapped, Window window, boolean denies) {

  void cycle(int number) throws InterruptedException {
    List<Swappable.Way> ways = swapped.ways();
    Swappable.Way way = ways.get(number % ways.size());
    if (way.away() == null) {
      way.back().run();
      window.replaced();
    } else if (denies) {
      way.away().run();
      window.close(way.name());
      try {
        arena.awaitAll(window);
      } finally { // also after a failure: the next test begins with everything there
        window.open();
        way.back().run();
      }
    } else {
      way.away().run();
      way.back().run();
      window.replaced();
    }
    arena.awaitAll(window);
  }
}
