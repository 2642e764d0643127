package io.spillway.loadtest.routing;

import java.util.List;

/**
 * How the policies did with one fleet.
 *
 * @param size of the fleet
 * @param pooledPercent prompt tokens one pooled cache would hold, of a hundred
 * @param standings one per policy, in the order of the comparison
 */
record FleetStandings(FleetSize size, Figure pooledPercent, List<Standing> standings) {}
