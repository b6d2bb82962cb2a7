// SPDX-License-Identifier: Apache-2.0

/** Executes one test inside the container and returns its failure. */
@NullMarked
package io.portcullis.itests.junit.inside;

import org.jspecify.annotations.NullMarked;
