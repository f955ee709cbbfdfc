/**
 * The pull loop: one pull in flight per owned queue, back-pressure, and what to do with each answer. All of a client's
 * consumers run on the client's loop and share one {@link io.mqspring.consumer.pull.CacheBudget}. Entry type: {@link
 * io.mqspring.consumer.pull.PullLoop}. Which queues fall to this member is decided in {@code consumer.rebalance}, which
 * does not know this package: the client joins the two.
 *
 * <p>How one consumer is put together, all of it on the client's loop:
 *
 * <pre>{@code
 * BrokerLink link = new BrokerLink(remoting, routes, loop, requestTimeout);            // one per client
 * CacheBudget budget = new CacheBudget(maxCachedBytes, loop);                          // one per client
 *
 * List<Subscription> subscriptions =  ...one per topic, and Subscription.retry(group, version)
 * OffsetStore offsets = new BrokerOffsetStore(group, link, offsetSyncInterval);
 * StartPositions starts = new StartPositions(group, offsets, link, routes);
 * RetrySender retries = new RetrySender(group, application, link, routes, brokerVersion, time, random, observer);
 * DispatcherParts parts = new DispatcherParts(group, workers, loop, time, random, retries);
 * Map<String, Dispatcher> dispatchers =             // by topic; none for the retry topic
 *     Dispatcher.of(parts, subscription.settings(), listener);                         // a MessageListener: new BlockingListener(it)
 * PullLoop pulls = new PullLoop(group, subscriptions, dispatchers, offsets, starts,
 *     new PullSurroundings(link, routes, budget, time, random, observer, heartbeatSoon));
 * RebalanceService rebalance = new RebalanceService(new Membership(group, clientId, topics), AllocationStrategy.average(),
 *     new AssignmentListener() {
 *         public void takeUp(MessageQueue queue, Duration delay) { pulls.takeUp(queue, delay); }
 *         public CompletableFuture<Void> giveUp(MessageQueue queue) { return pulls.giveUp(queue); }
 *     }, link, routes, rebalanceInterval, observer, heartbeats);         // topics: with the retry topic
 *
 * start:   loop: starts.open(topics), offsets.start(), pulls.start(), rebalance.start()   (after the first heartbeat was sent)
 * wake:    code 40 -> rebalance.wake("members changed");  routes.onChange -> rebalance.routeChanged(route)
 * stop:    loop: rebalance.close(), then pulls.stop(drainTimeout) -> offsets.close() -> unregister from the brokers
 * state:   pulls.progress() from any thread (also the data of code 307)
 * }</pre>
 */
@NullMarked
package io.mqspring.consumer.pull;

import org.jspecify.annotations.NullMarked;
