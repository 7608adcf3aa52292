// Package huggingface reads and writes models in Hugging Face's layout: a folder with config.json, weights as
// safetensors or, to be read, as PyTorch wrote them, in one file or in shards, and tokenizer.json. Names and
// conventions are those of transformers (models/gpt2, llama, qwen2, qwen3).
package huggingface
