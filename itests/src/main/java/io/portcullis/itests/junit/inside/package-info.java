// SPDX-License-Identifier: Apache-2.0
/** The side of the container: executes one test at a time with the class loader of the probe. */
@NullMarked
package io.portcullis.itests.junit.inside;

import org.jspecify.annotations.NullMarked;
