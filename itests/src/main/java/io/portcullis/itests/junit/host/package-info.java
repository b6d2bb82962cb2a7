// SPDX-License-Identifier: Apache-2.0

/** Starts a container from the unpacked distribution and the bundles on the class path. */
@NullMarked
package io.portcullis.itests.junit.host;

import org.jspecify.annotations.NullMarked;
