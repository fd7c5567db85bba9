-- Neovim 0.11 and later reads this for vim.lsp.enable('fcls'), and merges what vim.lsp.config('fcls', …) says.
local fcls = require('fcls')
local config = fcls.config()

-- Without a call of on_dir the server is not started: other YAML files stay as they are.
config.root_dir = function(buffer, on_dir)
  local path = vim.api.nvim_buf_get_name(buffer)
  if fcls.is_candidate(path) then
    on_dir(fcls.root(path))
  end
end

return config
