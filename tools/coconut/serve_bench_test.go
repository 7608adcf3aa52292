package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// BenchmarkServe is a load test of the native server over TCP, with many concurrent clients, which share the machine's
// cores with it: requests per second, latencies, and the CPU time of server and clients together. The questions are all
// different (fresh), or twenty about the same facts, one after the other (shared). docs/scale.md has the figures.
func BenchmarkServe(b *testing.B) {
	h, err := serveOptions{models: []string{model}, noMetrics: true,
		limits: api.Limits{Running: 2, Waiting: 1000}}.handler(b.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	g := prosqa.NewGenerator(7)
	for _, questions := range []string{"fresh", "shared"} {
		for _, clients := range []int{1, 2, 20, 100} {
			b.Run(fmt.Sprintf("questions=%s/clients=%d", questions, clients), func(b *testing.B) {
				bodies := make([]string, b.N)
				for i := range bodies {
					if questions == "fresh" || i%20 == 0 {
						bodies[i] = g.Next().Question
					} else {
						bodies[i] = askedAnew(bodies[i-i%20], i)
					}
				}
				load(b, server.URL, clients, bodies)
			})
		}
	}
}

// askedAnew is another question about the same facts: the last sentence offers two other words of theirs.
func askedAnew(question string, i int) string {
	facts := strings.Split(question, ". ")
	name, _, _ := strings.Cut(strings.TrimPrefix(facts[len(facts)-1], "Is "), " ")
	word := func(fact string) string { return fact[strings.LastIndex(fact, " ")+1:] }
	one := word(facts[i%(len(facts)-1)])
	for _, fact := range facts[:len(facts)-1] {
		if other := word(fact); other != one {
			facts[len(facts)-1] = fmt.Sprintf("Is %s a %s or %s?", name, one, other)
			break
		}
	}
	return strings.Join(facts, ". ")
}

// load sends the questions from so many clients.
func load(b *testing.B, url string, clients int, questions []string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	took := make([]time.Duration, b.N)
	next := make(chan int)
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for i := range next {
				began := time.Now()
				resp, err := client.Post(url+"/v1/reason", "application/json",
					strings.NewReader(`{"question":`+strconv.Quote(questions[i])+`}`))
				if err != nil {
					b.Error(err)
					continue
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
					b.Errorf("%s, %v", resp.Status, err)
				}
				resp.Body.Close()
				took[i] = time.Since(began)
			}
		})
	}
	before := cpuTime(b)
	b.ResetTimer()
	for i := range b.N {
		next <- i
	}
	close(next)
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	ms := func(share float64) float64 { return float64(took[int(share*float64(b.N-1))].Microseconds()) / 1000 }
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.99), "p99-ms")
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// cpuTime returns the processor time of this process.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
