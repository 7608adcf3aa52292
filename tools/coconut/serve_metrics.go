package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/internal/version"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/simd"
)

// metrics are the metrics of /metrics.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec // seconds, by route and status
	running  prometheus.Gauge
	answers  *prometheus.CounterVec // by model and verdict
	steps    *prometheus.CounterVec // by model and kind
	phases   *prometheus.CounterVec // seconds, by model and phase
	refused  prometheus.Counter     // by --rate
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "coconut_request_seconds", Help: "Time to answer a request, including its wait.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 15),
		}, []string{"route", "status"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "coconut_requests_running",
			Help: "Requests in progress or waiting."}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "coconut_answers_total",
			Help: "Questions answered, by verdict of a search of the facts."}, []string{"model", "verdict"}),
		steps: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "coconut_steps_total",
			Help: "Steps of the models: prompt tokens, thoughts, generated tokens."}, []string{"model", "kind"}),
		phases: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "coconut_compute_seconds_total",
			Help: "Time spent in the models, by phase."}, []string{"model", "phase"}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "coconut_rate_limited_total",
			Help: "Questions refused because their client had asked too many (--rate)."}),
	}
	m.registry.MustRegister(m.requests, m.running, m.answers, m.steps, m.phases, m.refused, buildInfo(),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// buildInfo is a metric that is always 1; its labels say what is running.
func buildInfo() prometheus.Collector {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "coconut_build_info", Help: "1; the labels say what is running.",
		ConstLabels: prometheus.Labels{"version": version.Number, "kernels": simd.Variant()}})
	g.Set(1)
	return g
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// limited counts a question that --rate has refused.
func (m *metrics) limited() { m.refused.Inc() }

// begin counts the start of a request, and done its end. m may be nil.
func (m *metrics) begin() (done func(r *http.Request, status int, took time.Duration)) {
	if m == nil {
		return func(*http.Request, int, time.Duration) {}
	}
	m.running.Inc()
	return func(r *http.Request, status int, took time.Duration) {
		m.running.Dec()
		m.requests.WithLabelValues(route(r), strconv.Itoa(status)).Observe(took.Seconds())
	}
}

// route maps a request's address to one of a few values, so that a stranger cannot create a time series for every path.
func route(r *http.Request) string {
	switch p := r.URL.Path; p {
	case "/v1/reason", "/v1/chat/completions", "/v1/completions", "/v1/models", "/healthz", "/openapi.json", "/metrics":
		return p
	}
	return "other"
}

// completed counts a text of a language model; nothing judges it.
func (m *metrics) completed(model string, r *completion.Result) {
	for kind, n := range map[string]int{"prompt": r.Prompt - r.Cached, "thought": r.Thoughts, "token": len(r.IDs)} {
		m.steps.WithLabelValues(model, kind).Add(float64(n))
	}
	for phase, took := range map[string]time.Duration{"prefill": r.PrefillTime, "decode": r.DecodeTime} {
		m.phases.WithLabelValues(model, phase).Add(took.Seconds())
	}
}

func (m *metrics) answered(r *reasoner.Result) {
	m.answers.WithLabelValues(r.Model, r.Verdict).Inc()
	for kind, n := range map[string]int{"prompt": r.PromptTokens, "thought": r.Thoughts, "token": len(r.Tokens)} {
		m.steps.WithLabelValues(r.Model, kind).Add(float64(n))
	}
	for phase, ms := range map[string]float64{"prefill": r.PrefillMS, "think": r.ThinkMS, "decode": r.DecodeMS} {
		m.phases.WithLabelValues(r.Model, phase).Add(ms / 1000)
	}
}
