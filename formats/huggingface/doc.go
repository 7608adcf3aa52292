// Package huggingface reads models in Hugging Face's layout: a folder with config.json, model.safetensors or its
// shards, and tokenizer.json. Names and conventions are those of transformers (models/gpt2, llama, qwen2, qwen3).
package huggingface
