/** Assertions on a mock, for whoever has AssertJ. */
package org.ccalloc.mock.assertj;
